import type { CertificateIndex } from '@certbridge/ca-host';
import {
  type CertificateNames,
  type ParsedCertificateRequest,
  readCertificateNames,
  readCertificateRequest,
} from '@certbridge/certificate/request';
import { findStoredCertificate } from '../access/find-stored-certificate.ts';
import { GatewayError } from '../gateway-error.ts';
import type { Enroller } from './authorize.ts';
import { isRenewal } from './is-renewal.ts';

/**
 * Throws a {@link GatewayError} unless a request is for what the certificate of the requester is for. It may also be for what that
 * one was requested for: authorities add to subjects and names, and leave out, and clients make the same request again.
 */
export function checkRenewal(
  request: ParsedCertificateRequest,
  { certificate }: Pick<Enroller, 'certificate'>,
  certificates: Pick<CertificateIndex, 'find'>,
): void {
  if (certificate === undefined) {
    throw new GatewayError(
      400,
      'Log in with the certificate that is to be renewed, or send the request to simpleenroll.',
    );
  }
  const stored = findStoredCertificate(certificate, certificates);
  const allowed = [readCertificateNames(certificate.raw), namesOfRequest(stored?.csr)];
  if (allowed.some((names) => names !== undefined && isRenewal(request, names))) return;
  throw new GatewayError(
    400,
    'Subject and names of the request are not those of the certificate that is to be renewed.',
  );
}

function namesOfRequest(
  csr: string | null | undefined,
): Pick<CertificateNames, 'subject' | 'alternativeNames'> | undefined {
  const request = readCertificateRequest(csr ?? '');
  if ('problem' in request || request.alternativeNames === undefined) return undefined;
  return { subject: request.subject, alternativeNames: request.alternativeNames };
}
