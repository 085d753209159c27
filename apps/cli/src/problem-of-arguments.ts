import { isRecord, offerRecord } from '@certbridge/plain-text';
import type { CliIo } from './cli-io.ts';

/** Says what is wrong with the arguments of `runCli`, in a sentence; undefined where nothing is. */
export function problemOfArguments(argv: unknown, io: unknown): string | undefined {
  if (!Array.isArray(argv) || !argv.every((word) => typeof word === 'string'))
    return 'Argument 1 of runCli must be a list of texts.';
  if (typeof io !== 'object' || io === null) return 'Argument 2 of runCli must be an object of properties.';
  const { env, cwd, stdout, stderr, signal, allowTime }: Partial<CliIo> = io;
  const property = (name: keyof CliIo, expected: string) =>
    `The property ${name} of runCli must be ${expected}.`;
  if (!isRecord(env)) return property('env', 'an object of texts by name') + offerRecord(env);
  if (typeof cwd !== 'string') return property('cwd', 'text');
  for (const [name, output] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    if (typeof output?.write !== 'function') return property(name, 'an object with the function write');
  }
  if (!(signal instanceof AbortSignal)) return property('signal', 'an AbortSignal');
  if (allowTime !== undefined && typeof allowTime !== 'function') return property('allowTime', 'a function');
  return undefined;
}
