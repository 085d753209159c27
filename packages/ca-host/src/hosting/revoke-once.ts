import type { HostCallOptions, RevocationOptions, RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import type { Background } from './background.ts';
import type { HostContext } from './host-context.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { OpenRevocations } from './open-revocations.ts';
import { revokeInTime } from './revoke-in-time.ts';
import { type RevocationKnowledge, revokeIssued } from './revoke-issued.ts';
import { settledWithin } from './settled-within.ts';

/** How long an outcome waits to be recorded. */
const NOTE_MS = 1000;

/** What revocations share. */
interface Revoking {
  readonly context: HostContext;
  readonly openRevocations: OpenRevocations;
  readonly queue: OneAtATime;
  readonly background: Background;
}

/** Revokes a certificate, one call at a time for each, and records the outcome before it is returned. */
export async function revokeOnce(
  certificate: IssuedCertificate,
  { reason, requester = '', signal, onUnrecorded = () => {} }: HostCallOptions & RevocationOptions,
  { context, openRevocations, queue, background }: Revoking,
): Promise<RevocationOutcome> {
  const asked = { certificate, reason, requester };
  let known: RevocationKnowledge | undefined;
  const revoke = () =>
    revokeIssued(context, certificate, {
      reason,
      intend: () => isTrueWithin(background.add(openRevocations.intend(asked)), NOTE_MS),
      onUnrecorded,
      onRevoked: (revoked) => {
        known = revoked;
        const at = context.now();
        context.certificates.noteRevocation(certificate, { at, reason: revoked.wasRevoked ? null : reason });
      },
    });
  const settle = () => openRevocations.settle(asked, revoke);
  const work = background.add(queue.run(`revoke ${certificate.requestId}`, settle));
  const outcome = await revokeInTime(context, work, { signal, known: () => known });
  // Before the response, or the same request again at another process might not find it; a locked database is not waited for.
  const noted = background.add(openRevocations.note(asked, outcome));
  if (!context.isKeptLocked()) await settledWithin(noted, NOTE_MS);
  return outcome;
}

async function isTrueWithin(work: Promise<boolean>, ms: number): Promise<boolean> {
  let isTrue = false;
  const done = work.then((result) => {
    isTrue = result;
  });
  await settledWithin(done, ms);
  return isTrue;
}
