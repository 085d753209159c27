import { plainText, quoted } from './plain-text.ts';

/** What stands in place of a secret. */
export const HIDDEN = '***';

/** Shorter ones are not looked for: they would blot out ordinary text. */
const shortestSecret = 4;

/**
 * Replaces every secret in a text by `***`, in whatever way it may stand there: as it is, in JSON, in an address, in
 * a form's body, in HTML, in base64, also within something longer, already made plain, and all that in any letter case.
 */
export function hideSecrets(text: string, spellings: readonly string[]): string {
  let lower = text.toLowerCase();
  let hidden = text;
  for (const { folded, pattern } of matchersOf(spellings)) {
    // A search for plain text takes a fraction of the time of an expression, and mostly finds nothing.
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
  const everyEscape = text.replace(/[\s\S]/g, jsonEscape);
  // .NET escapes what HTML or JavaScript could take for its own, too.
  const dotnet = text
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]|["&'+<>`]/g, (unit) => jsonEscape(unit).toUpperCase().replace('U', 'u'));
  return [
    json,
    // JSON in a text of JSON: a body that was sent, repeated in a response.
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

/** The characters that bytes certainly make in the base64 of something longer, with so many bytes before them. */
function base64Within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  // Three bytes are four characters; those that other bytes have a part in are left out.
  const [start, end] = [Math.ceil((before * 4) / 3), Math.floor((whole.length * 4) / 3)];
  return (['base64', 'base64url'] as const).map((alphabet) => whole.toString(alphabet).slice(start, end));
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
