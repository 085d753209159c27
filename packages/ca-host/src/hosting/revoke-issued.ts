import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { DatabaseError } from '../database/database-error.ts';
import { revokeCertificate } from '../revocation/revoke-certificate.ts';
import { hasReason } from './has-reason.ts';
import type { HostContext } from './host-context.ts';

/** How long the authority may take for a revocation, and to show it, whether or not its requester waits. */
const PATIENCE_MS = 120_000;

/** Revokes a certificate of the store, and keeps how it stands then. */
export async function revokeIssued(
  context: HostContext,
  { ca, requestId, serialNumber }: IssuedCertificate,
  { reason }: { readonly reason: number },
): Promise<RevocationOutcome> {
  const { name, store, certificates } = context;
  const find = () => (ca === name ? certificates.ofRequest(name, requestId) : undefined);
  const before = find();
  const request = store.requests.find(requestId);
  if (before?.serialNumber !== serialNumber || request?.id !== requestId) return notOurs;
  if (request.status === EndEntityStatus.Revoked) return { state: 'already-revoked', certificate: before };
  try {
    const { wasRevoked } = await revokeCertificate(context, request, {
      serialNumber,
      reason,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const certificate = find() ?? before;
    const isOurs = !wasRevoked && hasReason(certificate, reason);
    return { state: isOurs ? 'revoked' : 'already-revoked', certificate };
  } catch (error) {
    return describeFailure(error, context);
  }
}

const notOurs: RevocationOutcome = {
  state: 'refused',
  reason: 'The certificate is not one of this CA, or was replaced by another one.',
};

function describeFailure(error: unknown, { outages }: HostContext): RevocationOutcome {
  if (error instanceof DatabaseError) {
    const { message: reason } = error;
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
