import type { ConfigurationProblem } from '../configuration-error.ts';
import type { RunLock } from '../run-lock.ts';

/** Says who holds a lock, and what can be done about it. */
export function describeBusy({ file, owner }: Extract<RunLock, { state: 'busy' }>): ConfigurationProblem {
  const { pid, host, startedAt, command } = owner;
  return {
    file,
    message: `another run works with this configuration: process ${pid} on ${host}, started ${startedAt} (${command})`,
    remedy:
      'Wait until it has ended. If that process is not certbridge any more, the lock ends by itself 30 minutes after it was last renewed, or delete the file.',
  };
}
