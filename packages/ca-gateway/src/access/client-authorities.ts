import type { X509Certificate } from 'node:crypto';
import { isCertificateBlock, pemBlocks } from '@certbridge/certificate';
import { isForClients } from './is-for-clients.ts';
import { readCertificate } from './read-certificate.ts';

/** Parses the certificates of PEM texts, the one that is valid longest first. */
export function parseAuthorities(texts: readonly string[]): X509Certificate[] {
  return texts
    .flatMap((text) => pemBlocks(text))
    .filter(isCertificateBlock)
    .flatMap(({ content }) => readCertificate(content) ?? [])
    .sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
}

/**
 * Reads the authorities of PEM texts that may vouch for clients now. The others are left out altogether: OpenSSL would take one that has expired for
 * the issuer even where the client sends the renewed one, and a certificate of no authority for one that vouches for itself.
 */
export function clientAuthorities(texts: readonly string[], now: Date): X509Certificate[] {
  return parseAuthorities(texts).filter((each) => authorityProblem(each, now) === undefined);
}

/** Returns why a certificate can't issue client certificates at a time; undefined if it can. */
export function authorityProblem(certificate: X509Certificate, now: Date): string | undefined {
  if (!certificate.ca) return 'is no authority (basic constraints, key usage)';
  if (!isForClients(certificate)) return 'is not for clients (extended key usage)';
  return timeProblem(certificate, now);
}

/** Returns why a certificate is not valid at a time; undefined if it is. */
export function timeProblem(
  { validFromDate, validToDate }: Pick<X509Certificate, 'validFromDate' | 'validToDate'>,
  now: Date,
): string | undefined {
  if (now < validFromDate) return `is not valid before ${validFromDate.toISOString()}`;
  return now > validToDate ? `expired at ${validToDate.toISOString()}` : undefined;
}
