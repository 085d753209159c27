import { plainText, quoted } from './plain-text.ts';

/** Replaces a secret. */
export const HIDDEN = '***';

/** Shorter secrets aren't searched for, because they would match ordinary text. */
const shortestSecret = 4;

/**
 * Replaces all secrets in a text with `***`, in any encoding: verbatim, in JSON, in a URL, in a form body, in HTML, in base64
 * (even as part of something longer) or escaped by this package, ignoring case.
 */
export function hideSecrets(text: string, spellings: readonly string[]): string {
  let lower = text.toLowerCase();
  let hidden = text;
  for (const { folded, pattern } of matchersOf(spellings)) {
    // A plain text search is much faster than a regular expression, and mostly finds nothing.
    if (!lower.includes(folded)) continue;
    hidden = hidden.replace(pattern, HIDDEN);
    lower = hidden.toLowerCase();
  }
  return hidden;
}

interface Matcher {
  readonly folded: string;
  readonly pattern: RegExp;
}

const matchers = new WeakMap<readonly string[], readonly Matcher[]>();

function matchersOf(spellings: readonly string[]): readonly Matcher[] {
  const known = matchers.get(spellings);
  if (known !== undefined) return known;
  const made = spellings.map((spelling) => ({
    folded: spelling.toLowerCase(),
    pattern: new RegExp(spelling.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi'),
  }));
  matchers.set(spellings, made);
  return made;
}

/** Lists the encodings of secrets in text, longest first, since one may be part of another. */
export function spellingsOf(secrets: Iterable<string>): readonly string[] {
  const all = [...secrets].filter((secret) => secret.length >= shortestSecret).flatMap(formsOf);
  return [...new Set(all)]
    .filter((form) => form.length >= shortestSecret)
    .sort((a, b) => b.length - a.length);
}

function formsOf(secret: string): string[] {
  // A lone surrogate can't be encoded; it is sent as a replacement character.
  const wellFormed = Buffer.from(secret, 'utf8').toString('utf8');
  // UTF-8 decoded as Latin-1, as in headers.
  const latin1 = Buffer.from(secret, 'utf8').toString('latin1');
  // Servers trim whitespace and collapse runs of it.
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
  const everyEscape = text.replace(/[\s\S]/g, jsonEscape);
  // .NET also escapes characters that are special in HTML or JavaScript.
  const dotnet = text
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]|["&'+<>`]/g, (unit) => jsonEscape(unit).toUpperCase().replace('U', 'u'));
  return [
    json,
    // JSON inside a JSON string: a request body echoed in a response.
    JSON.stringify(json).slice(1, -1),
    quoted(text).slice(1, -1),
    json.replaceAll('/', '\\/'),
    escapes,
    dotnet,
    everyEscape,
  ];
}

function addressForms(text: string): string[] {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  const percent = encodeURIComponent(wellFormed);
  const form = new URLSearchParams({ s: wellFormed }).toString().slice('s='.length);
  const everyByte = Buffer.from(text, 'utf8').toString('hex').replace(/../g, '%$&');
  return [percent, form, everyByte];
}

function htmlForms(text: string): string[] {
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const apostrophe = html.replaceAll("'", '&#39;');
  const numbers = apostrophe.replace(/[\u00a0-\uffff]/gu, (character) => `&#${character.codePointAt(0)};`);
  const everyNumber = [...text].map((character) => character.codePointAt(0) ?? 0);
  return [
    ...[html, apostrophe, html.replaceAll("'", '&#x27;'), html.replaceAll("'", '&apos;'), numbers],
    everyNumber.map((number) => `&#${number};`).join(''),
    everyNumber.map((number) => `&#x${number.toString(16)};`).join(''),
  ];
}

function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [bytes.toString('base64'), ...[0, 1, 2].flatMap((before) => base64Within(bytes, before))];
}

/** The base64 characters that depend only on these bytes, if `before` other bytes precede them. */
function base64Within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  // Three bytes are four characters; drop those that also depend on other bytes.
  const [start, end] = [Math.ceil((before * 4) / 3), Math.floor((whole.length * 4) / 3)];
  return (['base64', 'base64url'] as const).map((alphabet) => whole.toString(alphabet).slice(start, end));
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
