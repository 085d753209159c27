import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import type { HostCallOptions, RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { DatabaseError } from '../database/database-error.ts';
import { revokeCertificate } from '../revocation/revoke-certificate.ts';
import type { HostContext } from './host-context.ts';

/** How long the authority may take to show a revocation until its requester is told to ask again. */
const PATIENCE_MS = 8000;

/** Revokes a certificate of the store, and keeps how it stands then. */
export async function revokeIssued(
  context: HostContext,
  { ca, requestId, serialNumber }: IssuedCertificate,
  { reason, signal }: HostCallOptions & { readonly reason: number },
): Promise<RevocationOutcome> {
  const { name, store, certificates } = context;
  const find = () => (ca === name ? certificates.ofRequest(name, requestId) : undefined);
  const before = find();
  const request = store.requests.find(requestId);
  if (before?.serialNumber !== serialNumber || request?.id !== requestId) return notOurs;
  if (request.status === EndEntityStatus.Revoked) return { state: 'already-revoked', certificate: before };
  let wasRevoked = false;
  const onRevokedBefore = () => {
    wasRevoked = true;
  };
  const bound = AbortSignal.timeout(PATIENCE_MS);
  try {
    await revokeCertificate(context, request, {
      ...{ serialNumber, reason, onRevokedBefore },
      signal: signal === undefined ? bound : AbortSignal.any([signal, bound]),
    });
  } catch (error) {
    return describeFailure(error, context);
  }
  const certificate = find() ?? before;
  return { state: wasRevoked ? 'already-revoked' : 'revoked', certificate };
}

const notOurs: RevocationOutcome = {
  state: 'refused',
  reason: 'The certificate is not one of this CA, or was replaced by another one.',
};

function describeFailure(error: unknown, { logger }: HostContext): RevocationOutcome {
  if (error instanceof DatabaseError) {
    logger.error('A revocation was ended by the database: {reason}', { reason: error.message });
    return { state: 'unavailable', reason: "Revocations can't be recorded now." };
  }
  if (!(error instanceof CaPluginError)) throw error;
  const { message: reason, code, about } = error;
  const isRefused = about === undefined && refusals.has(code);
  return { state: isRefused ? 'refused' : 'unavailable', reason };
}

const refusals: ReadonlySet<CaPluginError['code']> = new Set([
  'refused',
  'invalid-request',
  'not-found',
  'bad-record',
]);
