import type { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { isInTime } from './client-authorities.ts';
import { decodeCertificate, extensionOf } from './decode-certificate.ts';
import { isForClients } from './is-for-clients.ts';
import { isWithin, namesOf } from './name-constraints.ts';

const basicConstraints = '2.5.29.19';
const nameConstraints = '2.5.29.30';

/** Whether an authority may have these certificates below it now, from that of the client up. */
export function mayIssue(issuer: X509Certificate, below: readonly X509Certificate[], now: Date): boolean {
  if (!issuer.ca || !isForClients(issuer) || !isInTime(issuer, now)) return false;
  // What an authority has issued to itself does not count. [RFC 5280, sections 4.2.1.9 and 4.2.1.10]
  const counted = below.filter((each, index) => index === 0 || each.subject !== each.issuer);
  const decoded = decodeCertificate(issuer.raw);
  const { pathLenConstraint } = new pkijs.BasicConstraints({
    schema: extensionOf(decoded, basicConstraints),
  });
  // One that is too large for a number limits nothing.
  if (typeof pathLenConstraint === 'number' && counted.length - 1 > pathLenConstraint) return false;
  const constraints = extensionOf(decoded, nameConstraints);
  if (constraints === undefined) return true;
  const subtrees = new pkijs.NameConstraints({ schema: constraints });
  return counted.every((each, index) => isWithin(subtrees, namesOf(each, { isClient: index === 0 })));
}
