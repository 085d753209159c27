import type { CaHost, HostedCa, IssuedCertificate } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';
import { findIssuers } from './find-issuers.ts';
import { parsePathSerialNumber } from './wire/serial-number.ts';

/** A certificate with the CA that it is of. */
export interface CertificateOfCa {
  readonly ca: HostedCa;
  readonly certificate: IssuedCertificate;
}

/** Finds the certificate that a path names. Throws a GatewayError where there is none. */
export function findCertificate(
  host: CaHost,
  { issuer, serialNumber }: { readonly issuer: string; readonly serialNumber: string },
): CertificateOfCa {
  const number = parsePathSerialNumber(serialNumber);
  if (number === undefined) {
    throw new GatewayError(
      400,
      "Invalid serial number format. Should be HEX encoded (optionally with '0x' prefix) e.g. '0x10782a83eef170d4'",
    );
  }
  const meant = findIssuers(host, issuer);
  if (meant.length === 0) throw unknownCa();
  for (const { ca, issuers } of meant) {
    const certificate = host.certificates.find(number, issuers, { ca: ca.name });
    if (certificate !== undefined) return { ca, certificate };
  }
  throw new GatewayError(404, 'No certificate of this issuer with this serial number was found.');
}

/** Creates the error for an issuer that nobody has certificates of. */
export function unknownCa(): GatewayError {
  return new GatewayError(404, 'This CA does not exist. GET /v1/ca lists those that do.');
}
