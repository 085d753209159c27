import { hideSecrets, plainText } from '@certbridge/plain-text';

/** Longer texts are cut before anything is looked for in them: a server may repeat megabytes. */
const mostLookedAt = 100_000;

const namedSecret =
  /\b(authorization|proxy-authorization|password|passphrase|client_secret|access_token|refresh_token)\b(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|(?:(?:Bearer|Basic)\s+)?[^\s,;}&]+)/gi;
// Only what can't be a word, so that "Basic constraints" stays.
const schemeSecret = /\b(Bearer|Basic)\s+(?=\S*\d|\S+[A-Z])[A-Za-z0-9+/=._~-]{8,}/g;

interface Cleaning {
  /** Of the secrets, as `spellingsOf` lists them. */
  readonly spellings: readonly string[];
  /** In UTF-16 code units. */
  readonly maxLength: number;
}

/** Makes text fit for an error: known secrets become `***`, whatever is not plain text becomes visible, and it is cut. */
export function cleanText(text: string, { spellings, maxLength }: Cleaning): string {
  return plainText(hideIn(text, spellings), { maxLength });
}

/**
 * Makes a server's text fit for an error message. In addition to what {@link cleanText} does, whatever looks like a secret becomes
 * `***`, and line ends and tabs become blanks.
 */
export function cleanServerText(text: string, { spellings, maxLength }: Cleaning): string {
  const clean = hideIn(text, spellings)
    .replace(namedSecret, '$1$2***')
    .replace(schemeSecret, '$1 ***')
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .trim();
  return plainText(clean, { maxLength });
}

/** Replaces known secrets by `***`. A text that is too long to be looked through is cut, before any secret at the cut. */
export function hideIn(text: string, spellings: readonly string[]): string {
  if (text.length <= mostLookedAt) return hideSecrets(text, spellings);
  const hidden = hideSecrets(text.slice(0, mostLookedAt), spellings);
  // The cut may have gone through a secret, whose beginning nothing would find; with escapes it is longer than any spelling.
  return `${hidden.slice(0, Math.max(0, hidden.length - 3 * (spellings[0]?.length ?? 0)))}…`;
}
