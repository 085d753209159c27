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
export interface RevocationSteps extends Pick<RevokeCertificateOptions, 'reason'> {
  /** Awaited before it is sent. */
  readonly onSending: () => Promise<void>;
  /** Called once the authority has revoked the certificate. */
  readonly onRevoked: () => void;
}

/** Revokes a certificate of the store, and keeps how it stands then. */
export async function revokeIssued(
  context: HostContext,
  { ca, requestId, serialNumber }: IssuedCertificate,
  { reason, onSending, onRevoked }: RevocationSteps,
): Promise<RevocationOutcome> {
  const { name, store, certificates } = context;
  const find = () => (ca === name ? certificates.ofRequest(name, requestId) : undefined);
  const before = find();
  const request = store.requests.find(requestId);
  if (before?.serialNumber !== serialNumber || request?.id !== requestId) return notOurs;
  if (request.status === EndEntityStatus.Revoked) return { state: 'already-revoked', certificate: before };
  let isRevoked = false;
  try {
    await onSending();
    // What could not be recorded is sent all the same, but for a database that is not the one in use any more.
    find();
    const { wasRevoked } = await revokeCertificate(context, request, {
      serialNumber,
      reason,
      signal: AbortSignal.timeout(PATIENCE_MS),
      onRevoked: () => {
        isRevoked = true;
        onRevoked();
      },
    });
    const certificate = find() ?? before;
    const isOurs = !wasRevoked && hasReason(certificate, reason);
    return { state: isOurs ? 'revoked' : 'already-revoked', certificate };
  } catch (error) {
    return describeFailure(error, { context, isRevoked });
  }
}

const notOurs: RevocationOutcome = {
  state: 'refused',
  reason: 'The certificate is not one of this CA, or was replaced by another one.',
};

function describeFailure(
  error: unknown,
  { context: { outages }, isRevoked }: { readonly context: HostContext; readonly isRevoked: boolean },
): RevocationOutcome {
  if (error instanceof DatabaseError) {
    const { message: reason } = error;
    if (isRevoked) {
      outages.tell('SCM has revoked a certificate, and the database could not record it: {reason}', {
        reason,
        level: 'error',
      });
      return {
        state: 'unavailable',
        reason: `SCM has revoked the certificate, and the database could not record it: ${reason}`,
        isUnrecorded: true,
        isRevoked,
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
