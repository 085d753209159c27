import type { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import { isForClients } from './is-for-clients.ts';
import { readCertificate } from './read-certificate.ts';

/**
 * Reads the authorities of PEM texts that may vouch for clients now. The others are left out altogether: OpenSSL would take one that has expired for
 * the issuer even where the client sends the renewed one, and a certificate of no authority for one that vouches for itself.
 */
export function clientAuthorities(texts: readonly string[], now: Date): X509Certificate[] {
  return texts
    .flatMap((text) => pemBlocks(text))
    .filter(({ label }) => label === 'CERTIFICATE')
    .flatMap(({ content }) => readCertificate(content) ?? [])
    .filter((certificate) => certificate.ca && isForClients(certificate) && isInTime(certificate, now))
    .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
}

/** Whether a certificate is valid at a time. */
export function isInTime({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}
