import { writeDistinguishedName } from '@certbridge/certificate';
import { readCertificateNames } from '@certbridge/certificate/request';
import type { Enroller } from './authorize.ts';

/**
 * Returns the user name of an enrollment. For a client certificate that is whose it is, and not which: a client that has renewed its
 * certificate meanwhile comes back for the same order.
 */
export function userNameOf({ caller, certificate }: Enroller): string {
  const names = certificate && readCertificateNames(certificate.raw);
  if (names === undefined) return caller.name;
  return `${writeDistinguishedName(names.subject)} (issued by ${writeDistinguishedName(names.issuer)})`;
}
