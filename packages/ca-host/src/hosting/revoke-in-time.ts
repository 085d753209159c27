import { CaPluginError } from '@certbridge/ca-plugin';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import type { HostContext } from './host-context.ts';
import { logLateFailure } from './log-late-failure.ts';
import { describeRevoked, type RevocationKnowledge } from './revoke-issued.ts';
import { untilAborted } from './until-aborted.ts';

/** A revocation on its way. */
export interface RevocationUnderWay {
  readonly signal: AbortSignal | undefined;
  /** What is known by now of a revocation that the authority has; undefined where it may have none. */
  readonly known: () => RevocationKnowledge | undefined;
}

/** Waits for a revocation until its requester leaves. It goes on then: cut off, it would be unknown whether SCM has it. */
export async function revokeInTime(
  context: Pick<HostContext, 'logger' | 'isKeptLocked' | 'calls'>,
  work: Promise<RevocationOutcome>,
  { signal, known }: RevocationUnderWay,
): Promise<RevocationOutcome> {
  const since = performance.now();
  try {
    return await untilAborted(work, signal, () => context.calls.whyLate(since));
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    tellOutcome(work, context);
    return describeEnd(error, { known: known(), isUnrecorded: context.isKeptLocked() });
  }
}

function describeEnd(
  { message }: CaPluginError,
  {
    known,
    isUnrecorded,
  }: { readonly known: RevocationKnowledge | undefined; readonly isUnrecorded: boolean },
): RevocationOutcome {
  const locked = 'Another program has kept the database locked for the time that a requester waits.';
  const why = isUnrecorded ? locked : 'It is not recorded yet.';
  if (known === undefined) {
    return { state: 'unavailable', reason: isUnrecorded ? locked : message, isUnrecorded, isRevoked: false };
  }
  const reason = `${describeRevoked(known)}. ${why}`;
  return { state: 'unavailable', reason, isUnrecorded, isRevoked: true, wasRevoked: known.wasRevoked };
}

function tellOutcome(work: Promise<RevocationOutcome>, { logger }: Pick<HostContext, 'logger'>): void {
  work.then(
    (outcome) => {
      const { state } = outcome;
      if (state === 'unavailable') {
        const { reason } = outcome;
        logger.info('A revocation ended after its requester got a response: {state}: {reason}', {
          state,
          reason,
        });
      } else {
        logger.info('SCM has responded to a revocation after its requester got a response: {state}', {
          state,
        });
      }
    },
    (error: Error) => logLateFailure(logger, 'A revocation', error),
  );
}
