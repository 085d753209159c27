import { CaPluginError } from '@certbridge/ca-plugin';
import type { Logger } from '@logtape/logtape';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import { logLateFailure } from './log-late-failure.ts';
import { untilAborted } from './until-aborted.ts';

/** Waits for a revocation until its requester leaves. It goes on then: cut off, nobody would know whether SCM has it. */
export async function revokeInTime(
  work: Promise<RevocationOutcome>,
  { signal, logger }: { readonly signal: AbortSignal | undefined; readonly logger: Logger },
): Promise<RevocationOutcome> {
  try {
    return await untilAborted(work, signal);
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    work.then(
      ({ state }) =>
        logger.info('SCM has responded to a revocation after its requester got a response: {state}', {
          state,
        }),
      (error: Error) => logLateFailure(logger, 'A revocation', error),
    );
    return { state: 'unavailable', reason: error.message };
  }
}
