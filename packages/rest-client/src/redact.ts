const maxLength = 300;

const namedSecret =
  /\b(authorization|proxy-authorization|password|passphrase|client_secret|access_token|refresh_token)\b(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|(?:(?:Bearer|Basic)\s+)?[^\s,;}&]+)/gi;
// Only what can't be a word, so that "Basic constraints" stays.
const schemeSecret = /\b(Bearer|Basic)\s+(?=\S*\d|\S+[A-Z])[A-Za-z0-9+/=._~-]{8,}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text must not reach a terminal or a log line raw
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]+/g;

/**
 * Makes a server's text fit for an error message: known secrets, and whatever looks like one, become `***`,
 * control characters become blanks, and the text is cut to 300 characters.
 *
 * Secrets are also looked for as they appear inside JSON and percent-encoded.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const spellings = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first, so that a secret that is part of another leaves no remains of it.
  const known = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  const hidden = known.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const clean = hidden
    .replace(namedSecret, '$1$2***')
    .replace(schemeSecret, '$1 ***')
    .replace(controlCharacters, ' ')
    .trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
