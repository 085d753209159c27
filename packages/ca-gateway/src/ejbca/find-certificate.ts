import type { CaHost, HostedCa, IssuedCertificate } from '@certbridge/ca-host';
import { parseSerialNumber } from '@certbridge/certificate';
import type { Caller, Role } from '../access/caller.ts';
import { checkFound } from '../arguments/check-found.ts';
import { GatewayError } from '../gateway-error.ts';
import { isReady } from '../is-ready.ts';
import { findIssuers } from './find-issuers.ts';
import { notAllRead } from './require-all-read.ts';
import { hasRole, requireRole, requireRoleEverywhere, targetOf } from './rights.ts';

/** A certificate with the CA that it is of. */
export interface CertificateOfCa {
  readonly ca: HostedCa;
  readonly certificate: IssuedCertificate;
}

/** What a path names, and by which roles it may be found. */
export interface CertificateLookUp {
  readonly issuer: string;
  readonly serialNumber: string;
  readonly caller: Caller;
  readonly roles: readonly Role[];
}

/**
 * Finds the certificate that a path names, at a CA where the caller has one of the roles: several CAs may share an issuer, and even a certificate. Throws a
 * GatewayError if there is none for the caller.
 */
export function findCertificate(
  host: CaHost,
  { issuer, serialNumber, caller, roles }: CertificateLookUp,
): CertificateOfCa {
  const number = parseSerialNumber(serialNumber);
  if (number === undefined) {
    throw new GatewayError(
      400,
      "Invalid serial number format. Should be HEX encoded (optionally with '0x' prefix) e.g. '0x10782a83eef170d4'",
    );
  }
  const meant = findIssuers(host, issuer);
  if (meant.length === 0) {
    requireRoleEverywhere(caller, roles, host.cas);
    throw unknownCa(host.cas);
  }
  const found = meant.flatMap(({ ca, issuers }) => {
    const certificate = checkFound(host.certificates.find(number, issuers, { ca: ca.name }), [
      'ca',
      'productName',
      'revocation',
    ]);
    return certificate === undefined ? [] : [{ ca, certificate }];
  });
  const [first] = found;
  if (first === undefined) {
    requireRoleEverywhere(
      caller,
      roles,
      meant.map(({ ca }) => ca),
    );
    throw notFound(
      meant.map(({ ca }) => ca),
      'No certificate of this issuer with this serial number was found.',
    );
  }
  const allowed = found.find(({ certificate }) => hasRole(caller, roles, targetOf(certificate)));
  if (allowed === undefined) requireRole(caller, roles, targetOf(first.certificate));
  return allowed ?? first;
}

/** Creates the error for an issuer of no CA. */
export function unknownCa(cas: readonly HostedCa[]): GatewayError {
  return notFound(cas, 'This CA does not exist. GET /v1/ca lists those that do.');
}

/** Creates the error for a certificate that some CAs lack: 404, or 503 until every CA has been read once. */
export function notFound(cas: readonly HostedCa[], message: string): GatewayError {
  return cas.every(isReady) ? new GatewayError(404, message) : notAllRead();
}
