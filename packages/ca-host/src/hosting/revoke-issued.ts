import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { DatabaseError } from '../database/database-error.ts';
import { type RevokeCertificateOptions, revokeCertificate } from '../revocation/revoke-certificate.ts';
import { hasReason } from './has-reason.ts';
import type { HostContext } from './host-context.ts';

/** How long the authority may take for a revocation, and to show it, whether or not its requester waits. */
const PATIENCE_MS = 120_000;

/** Called during a revocation. */
export interface RevocationSteps
  extends Pick<RevokeCertificateOptions, 'reason'>,
    Required<Pick<RevokeCertificateOptions, 'onRevoked'>> {
  /** Records that it is about to be sent; returns whether it is recorded in time. */
  readonly intend: () => Promise<boolean>;
  /** Called before it is sent without a record. */
  readonly onUnrecorded: () => void;
}

/** Revokes a certificate of the store, and keeps how it stands then. */
export async function revokeIssued(
  context: HostContext,
  { ca, requestId, serialNumber }: IssuedCertificate,
  { reason, intend, onUnrecorded, onRevoked }: RevocationSteps,
): Promise<RevocationOutcome> {
  const { name, store, certificates } = context;
  const find = () => (ca === name ? certificates.ofRequest(name, requestId) : undefined);
  const before = find();
  const request = store.requests.find(requestId);
  if (before?.serialNumber !== serialNumber || request?.id !== requestId) return notOurs;
  if (request.status === EndEntityStatus.Revoked) return { state: 'already-revoked', certificate: before };
  let known: RevocationKnowledge | undefined;
  try {
    const isIntended = await intend();
    // What could not be recorded is sent all the same, but for a database that is not the one in use any more.
    find();
    if (!isIntended) onUnrecorded();
    const { wasRevoked } = await revokeCertificate(context, request, {
      serialNumber,
      reason,
      signal: AbortSignal.timeout(PATIENCE_MS),
      onRevoked: (revoked) => {
        known = revoked;
        onRevoked?.(revoked);
      },
    });
    const certificate = find() ?? before;
    const isOurs = !wasRevoked && hasReason(certificate, reason);
    return { state: isOurs ? 'revoked' : 'already-revoked', certificate };
  } catch (error) {
    return describeFailure(error, { context, known });
  }
}

/** What is known of a revocation that the authority has. */
export type RevocationKnowledge = Parameters<NonNullable<RevokeCertificateOptions['onRevoked']>>[0];

/** Says what is known, as the beginning of a sentence. */
export function describeRevoked({ wasRevoked }: RevocationKnowledge): string {
  return wasRevoked
    ? 'SCM had revoked the certificate before, perhaps for another reason'
    : 'SCM has revoked the certificate';
}

const notOurs: RevocationOutcome = {
  state: 'refused',
  reason: 'The certificate is not one of this CA, or was replaced by another one.',
};

function describeFailure(
  error: unknown,
  {
    context: { outages },
    known,
  }: { readonly context: HostContext; readonly known: RevocationKnowledge | undefined },
): RevocationOutcome {
  if (error instanceof DatabaseError) {
    const { message: reason } = error;
    if (known !== undefined) {
      outages.tell('SCM has revoked a certificate, and the database could not record it: {reason}', {
        reason,
        level: 'error',
      });
      return {
        state: 'unavailable',
        reason: `${describeRevoked(known)}, and the database could not record it: ${reason}`,
        isUnrecorded: true,
        isRevoked: true,
        wasRevoked: known.wasRevoked,
      };
    }
    outages.tell('A revocation was ended by the database: {reason}', { reason, level: 'error' });
    return { state: 'unavailable', reason: "Revocations can't be recorded now.", isUnrecorded: true };
  }
  if (!(error instanceof CaPluginError)) throw error;
  const { message, code, about, publicReason } = error;
  const isRefused = about === undefined && refusals.has(code);
  if (!isRefused) return { state: 'unavailable', reason: message };
  return publicReason === undefined
    ? { state: 'refused', reason: message }
    : { state: 'refused', reason: publicReason, detail: message };
}

const refusals: ReadonlySet<CaPluginError['code']> = new Set([
  'refused',
  'invalid-request',
  'not-found',
  'bad-record',
]);
