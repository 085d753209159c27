import { X509Certificate } from 'node:crypto';
import { examinePem } from '@certbridge/certificate';
import { isTexts } from '../arguments/check-values.ts';
import { leaveAlone } from '../arguments/kind-of.ts';
import { isForClients } from './is-for-clients.ts';

/** Something in PEM texts of authorities that can't be read as one, and so vouches for no client. */
export interface UnreadableAuthority {
  /** Such as `text 1: block 2`, both counted from 1. */
  readonly place: string;
  /** Follows the place. */
  readonly problem: string;
  /** A sentence. */
  readonly remedy: string;
}

/** What PEM texts of authorities hold. */
export interface ClientAuthoritiesResult {
  /** The one that is valid longest first. */
  readonly authorities: readonly X509Certificate[];
  /** In the order of the texts. */
  readonly unreadable: readonly UnreadableAuthority[];
}

/** Reads PEM texts of authorities, each of certificates and nothing else. */
export function readClientAuthorities(texts: readonly string[]): ClientAuthoritiesResult {
  const examined = texts.map((text) => examinePem(text, 'authorities'));
  const authorities = examined.flatMap(({ blocks }) => blocks.map(({ pem }) => new X509Certificate(pem)));
  const unreadable = examined.flatMap(({ defects }, index) =>
    defects.map(({ number, ...defect }) => ({
      place: number === undefined ? `text ${index + 1}` : `text ${index + 1}: block ${number}`,
      ...defect,
    })),
  );
  return {
    authorities: authorities.sort((a, b) => b.validToDate.getTime() - a.validToDate.getTime()),
    unreadable,
  };
}

/** Without texts, no client is vouched for. */
const noTexts: ClientAuthoritiesResult = {
  authorities: [],
  unreadable: [
    {
      place: 'what clientAuthorities returns',
      problem: 'is not a list of texts',
      remedy: 'Return an array of PEM texts, and no promise.',
    },
  ],
};

/** Creates a function that reads the texts which `textsNow` returns, once as long as they stay the same. */
export function createAuthorityReader(textsNow: () => readonly string[]): () => ClientAuthoritiesResult {
  let texts = [...textsNow()];
  let read = readClientAuthorities(texts);
  return () => {
    const next = textsNow();
    if (!isTexts(next)) {
      leaveAlone(next);
      return noTexts;
    }
    const isSame = next.length === texts.length && next.every((text, index) => text === texts[index]);
    // A list may be changed in place.
    if (!isSame) [texts, read] = [[...next], readClientAuthorities(next)];
    return read;
  };
}

/**
 * Reads the authorities of PEM texts that may vouch for clients now. The others are left out altogether: OpenSSL would take one that has expired for
 * the issuer even where the client sends the renewed one, and a certificate of no authority for one that vouches for itself.
 */
export function clientAuthorities(texts: readonly string[], now: Date): X509Certificate[] {
  return readClientAuthorities(texts).authorities.filter((each) => authorityProblem(each, now) === undefined);
}

/** Returns why a certificate can't issue client certificates at a time; undefined if it can. */
export function authorityProblem(certificate: X509Certificate, now: Date): string | undefined {
  if (!certificate.ca) return 'is not a CA (basic constraints, key usage)';
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
