/** What stands in place of a secret. */
export const HIDDEN = '***';

/** Shorter ones are not looked for: they would blot out ordinary text. */
const shortestSecret = 4;

/**
 * Replaces every secret in a text by `***`, in whatever way it may stand there: as it is, in JSON, in an address, in
 * a form's body, in HTML, in base64, in either letter case of an escape.
 */
export function hideSecrets(text: string, spellings: readonly string[]): string {
  return spellings.reduce((rest, spelling) => rest.replaceAll(spelling, HIDDEN), text);
}

/** Lists the ways in which secrets may stand in text, the longest first: one may be part of another. */
export function spellingsOf(secrets: Iterable<string>): readonly string[] {
  const all = [...secrets].filter((secret) => secret.length >= shortestSecret).flatMap(formsOf);
  return [...new Set(all)]
    .filter((form) => form.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
}

function formsOf(secret: string): string[] {
  // Half a surrogate pair can't be encoded; on the wire it becomes a replacement character.
  const wellFormed = Buffer.from(secret, 'utf8').toString('utf8');
  const percent = encodeURIComponent(wellFormed);
  const form = new URLSearchParams({ s: wellFormed }).toString().slice('s='.length);
  const json = JSON.stringify(secret).slice(1, -1);
  const escapes = json.replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const base64 = Buffer.from(secret, 'utf8').toString('base64');
  return [
    secret,
    wellFormed,
    json,
    escapes,
    json.replaceAll('/', '\\/'),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    form,
    html,
    html.replaceAll("'", '&#39;'),
    base64,
    base64.replace(/=+$/, ''),
  ];
}
