import type { X509Certificate } from 'node:crypto';
import { writePem } from '@certbridge/certificate';
import * as asn1js from 'asn1js';
import { nameForLog } from '../access/certificate-label.ts';
import { authorityProblem, clientAuthorities, readClientAuthorities } from '../access/client-authorities.ts';
import { checkDate, checkTexts } from '../arguments/check-values.ts';

const clientAuth = '1.3.6.1.5.5.7.3.2';

/**
 * Writes authorities, PEM text, as the `ca` of a server of Node needs them so that each of them vouches for clients. By itself OpenSSL takes for a
 * trust anchor only what has signed itself, and a server of Node passes `allowPartialTrustChain` over. Those that may not vouch for clients by `now`
 * are left out, and so is what can't be read ({@link listUnfitAuthorities}), so a server has to write them anew from time to time.
 */
export function trustAnchors(authorities: readonly string[], now = new Date()): string[] {
  checkTexts(authorities, 'Argument 1 of trustAnchors');
  checkDate(now, 'Argument 2 of trustAnchors');
  return clientAuthorities(authorities, now).map(writeAnchor);
}

/** An authority that vouches for no clients. */
export interface UnfitAuthority {
  /** RFC 4514, safe to print. Of what can't be read as a certificate it is the place, such as `text 1: block 2`. */
  readonly subject: string;
  /** Follows "it". */
  readonly problem: string;
}

/**
 * Lists which of these authorities, PEM text, {@link trustAnchors} leaves out, with the reason: also what can't be read, such as a block that is cut off or
 * indented, and a text without any certificate.
 */
export function listUnfitAuthorities(authorities: readonly string[], now = new Date()): UnfitAuthority[] {
  checkTexts(authorities, 'Argument 1 of listUnfitAuthorities');
  checkDate(now, 'Argument 2 of listUnfitAuthorities');
  const read = readClientAuthorities(authorities);
  const unreadable = read.unreadable.map(({ place, problem }) => ({ subject: place, problem }));
  const unfit = read.authorities.flatMap((certificate) => {
    const problem = authorityProblem(certificate, now);
    return problem === undefined ? [] : { subject: nameForLog(certificate.subject), problem };
  });
  return [...unreadable, ...unfit];
}

function writeAnchor(certificate: X509Certificate): string {
  const { raw } = certificate;
  return certificate.checkIssued(certificate)
    ? writePem('CERTIFICATE', raw)
    : writePem('TRUSTED CERTIFICATE', Buffer.concat([raw, trustForClients()]));
}

/** Writes what OpenSSL adds to a certificate that is trusted for the clients of TLS (X509_CERT_AUX with the one purpose). */
function trustForClients(): Uint8Array {
  const purpose = new asn1js.ObjectIdentifier({ value: clientAuth });
  const trusted = new asn1js.Sequence({ value: [purpose] });
  return new Uint8Array(new asn1js.Sequence({ value: [trusted] }).toBER());
}
