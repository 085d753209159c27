import { readCertificateNames } from '@certbridge/certificate/request';
import { GatewayError } from '../gateway-error.ts';
import type { Enroller } from './authorize.ts';
import { isRenewal } from './is-renewal.ts';
import type { EstRequest } from './read-est-request.ts';

/** Throws a {@link GatewayError} unless a request is for what the certificate of the requester is for. */
export function checkRenewal(request: EstRequest, { certificate }: Enroller): void {
  if (certificate === undefined) {
    throw new GatewayError(
      400,
      'Log in with the certificate that is to be renewed, or send the request to simpleenroll.',
    );
  }
  const names = readCertificateNames(certificate.raw);
  if (names !== undefined && isRenewal(request, names)) return;
  throw new GatewayError(
    400,
    'Subject and names of the request are not those of the certificate that is to be renewed.',
  );
}
