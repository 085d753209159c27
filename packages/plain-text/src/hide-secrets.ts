import { plainText, quoted } from './plain-text.ts';

/** What stands in place of a secret. */
export const HIDDEN = '***';

/** Shorter ones are not looked for: they would blot out ordinary text. */
const shortestSecret = 4;

/**
 * Replaces every secret in a text by `***`, in whatever way it may stand there: as it is, in JSON, in an address, in
 * a form's body, in HTML, in base64, in either letter case of an escape, and already made plain.
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
  // UTF-8 that is taken for Latin-1, as headers are.
  const latin1 = Buffer.from(secret, 'utf8').toString('latin1');
  // Servers cut off blanks at the ends and make one of several.
  const trimmed = secret.trim();
  const written = [secret, wellFormed, latin1, trimmed, trimmed.replace(/\s+/g, ' ')];
  return [...new Set(written)].flatMap((text) => [
    text,
    plainText(text),
    ...jsonForms(text),
    ...addressForms(text),
    ...htmlForms(text),
    ...base64Forms(text),
  ]);
}

function jsonForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const escapes = json.replace(/[^\x20-\x7e]/g, jsonEscape);
  // .NET escapes what HTML or JavaScript could take for its own, too.
  const dotnet = text
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]|["&'+<>`]/g, (unit) => jsonEscape(unit).toUpperCase().replace('U', 'u'));
  return [
    json,
    // JSON in a text of JSON: a body that was sent, repeated in an answer.
    JSON.stringify(json).slice(1, -1),
    quoted(text).slice(1, -1),
    json.replaceAll('/', '\\/'),
    escapes,
    upperHex(escapes),
    dotnet,
  ];
}

function addressForms(text: string): string[] {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  const percent = encodeURIComponent(wellFormed);
  const form = new URLSearchParams({ s: wellFormed }).toString().slice('s='.length);
  return [percent, form].flatMap((encoded) => [
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ]);
}

function htmlForms(text: string): string[] {
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const apostrophe = html.replaceAll("'", '&#39;');
  const numbers = apostrophe.replace(/[\u00a0-\uffff]/gu, (character) => `&#${character.codePointAt(0)};`);
  return [html, apostrophe, html.replaceAll("'", '&#x27;'), html.replaceAll("'", '&apos;'), numbers];
}

function base64Forms(text: string): string[] {
  const base64 = Buffer.from(text, 'utf8').toString('base64');
  return [base64, base64.replace(/=+$/, ''), Buffer.from(text, 'utf8').toString('base64url')];
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function upperHex(text: string): string {
  return text.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
}
