import { revokeCertificate, type StoredRequest } from '@certbridge/ca-host';
import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import { ProgramError } from '../../configuration-error.ts';
import { defineAction } from '../../frame/action.ts';
import { requestArgument } from '../../shared-options.ts';
import { revocationReason } from '../option-values.ts';
import { ofPlugin } from './ca-error.ts';
import { type CaResult, type ConnectedHost, connectedAction, connectedRun } from './connected-run.ts';
import { findWithCertificate } from './find-at-authority.ts';
import { findRequest } from './find-request.ts';
import { describeRequest, renderRequest } from './render-request.ts';

/** Revokes a certificate and prints how it stands then. */
export const revokeAction = defineAction(
  () =>
    connectedAction('revoke', 'revoke a certificate')
      .addArgument(requestArgument())
      .requiredOption(
        '--reason <reason>',
        'unspecified, keyCompromise, affiliationChanged, superseded or cessationOfOperation',
        revocationReason,
      ),
  (io, { reason, ...options }, request) =>
    connectedRun(io, options, { name: 'revoke', work: (host) => revoke(host, { request, reason }) }),
);

async function revoke(
  host: ConnectedHost,
  { request, reason }: { readonly request: string; readonly reason: number },
): Promise<CaResult> {
  const found = await findWithCertificate(host, request);
  const { id, certificate } = found;
  if (certificate === null) {
    if (found.status === EndEntityStatus.Revoked) return report(found, { wasRevoked: true, isRead: true });
    throw notIssued(id);
  }
  const { serialNumber } = certificate;
  const { isRead, wasRevoked } = await revokeCertificate(host, found, {
    serialNumber,
    reason,
    signal: host.io.signal,
  }).catch((error: unknown) => {
    if (error instanceof CaPluginError && error.code === 'refused') throw ofPlugin(error, 3);
    throw error;
  });
  return report(findRequest(host.store, id), { wasRevoked, isRead });
}

function notIssued(id: string): ProgramError {
  const message = `Request ${id} has no certificate, so that nothing was revoked`;
  const remedy = 'Decline the request in SCM if it still waits, or revoke the certificate once it is issued.';
  return new ProgramError(3, [{ file: '', message, remedy }]);
}

function report(
  request: StoredRequest,
  { wasRevoked, isRead }: { readonly wasRevoked: boolean; readonly isRead: boolean },
): CaResult {
  const { id, certificate } = request;
  const what = certificate === null ? `of request ${id}` : certificate.serialNumber;
  return {
    exitCode: 0,
    document: { request: describeRequest(request), wasRevoked },
    lines: [
      wasRevoked ? 'It was revoked before; nothing was changed.' : `The certificate ${what} is revoked.`,
      ...renderRequest(request),
      ...(isRead ? [] : [`Its date could not be read; certbridge ca get ${id} reads it.`]),
    ],
  };
}
