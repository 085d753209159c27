import { X509Certificate } from 'node:crypto';
import { pemBlocks, writePem } from '@certbridge/certificate';
import { isForClients } from '../access/is-for-clients.ts';
import { checkDate, checkTexts } from '../arguments/check-values.ts';

/** What OpenSSL adds to a certificate that is trusted for the clients of TLS (X509_CERT_AUX with the one purpose). */
const trustedForClients = Buffer.from('300c300a06082b06010505070302', 'hex');

/**
 * Writes authorities, PEM text, as the `ca` of a server of Node needs them so that each of them vouches for clients. By itself OpenSSL takes for a
 * trust anchor only what has signed itself, and a server of Node passes `allowPartialTrustChain` over. What has expired by `now` is no anchor: OpenSSL
 * would not ask, so a server has to write them anew from time to time.
 */
export function trustAnchors(authorities: readonly string[], now = new Date()): string[] {
  checkTexts(authorities, 'Argument 1 of trustAnchors');
  checkDate(now, 'Argument 2 of trustAnchors');
  return authorities.map((text) =>
    pemBlocks(text)
      .filter(({ label }) => label === 'CERTIFICATE')
      .map(({ content }) => writeAnchor(new X509Certificate(Buffer.from(content, 'base64')), now))
      .join(''),
  );
}

function writeAnchor(certificate: X509Certificate, now: Date): string {
  const { raw, ca, validFromDate, validToDate } = certificate;
  const isInTime = validFromDate <= now && now <= validToDate;
  // Trust goes before purposes: what is for servers alone, or no authority, would vouch for clients.
  const needsTrust = ca && isInTime && isForClients(certificate) && !certificate.checkIssued(certificate);
  return needsTrust
    ? writePem('TRUSTED CERTIFICATE', Buffer.concat([raw, trustedForClients]))
    : writePem('CERTIFICATE', raw);
}
