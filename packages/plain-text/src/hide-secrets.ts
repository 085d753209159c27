import { TextLayers } from './text-layers.ts';

/** Replaces a secret. */
export const HIDDEN = '***';

/** Shorter secrets aren't searched for, because they would match ordinary text. */
const shortestSecret = 4;

/**
 * Replaces all secrets in a text with `***`, ignoring case: verbatim, with escapes of JSON, URLs, form bodies and HTML, mixed or
 * nested up to eight times, in hexadecimal digits, in base64 (even as part of something longer), and with invisible characters
 * or terminal sequences in between. The rest of the text stays as it is.
 */
export function hideSecrets(text: string, spellings: readonly string[]): string {
  if (spellings.length === 0) return text;
  const places = [...findVerbatim(text, spellings), ...new TextLayers(text).find(spellings)];
  if (places.length === 0) return text;
  places.sort(([a], [b]) => a - b);
  let hidden = '';
  let end = 0;
  for (const [from, to] of places) {
    if (from >= end) hidden += text.slice(end, from) + HIDDEN;
    end = Math.max(end, to);
  }
  return hidden + text.slice(end);
}

/** Finds secrets whose own letters the layers would change, or read together with those around them. */
function findVerbatim(text: string, spellings: readonly string[]): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (const spelling of spellings) {
    for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, at + spelling.length))
      found.push([at, at + spelling.length]);
  }
  return found;
}

/** Lists what secrets are recognised by, longest first. */
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
  const trimmed = secret.trim();
  // In a form body, a space is a plus sign.
  const form = trimmed.replace(/\s/g, '+');
  const written = [...new Set([secret, wellFormed, latin1, trimmed, form])];
  // Servers trim whitespace, and collapse runs of it.
  const encoded = [...new Set([wellFormed, trimmed, trimmed.replace(/\s+/g, ' ')])].flatMap((text) =>
    (['utf8', 'utf16le'] as const).flatMap((encoding) => {
      const bytes = Buffer.from(text, encoding);
      return [bytes.toString('hex'), ...base64Forms(bytes)];
    }),
  );
  return [
    secret,
    wellFormed,
    ...encoded.map((text) => text.toLowerCase()),
    // A secret may look like an escape itself, and is then decoded where the text around it is.
    ...written.flatMap((text) => new TextLayers(text).texts),
  ];
}

function base64Forms(bytes: Buffer): string[] {
  return [bytes.toString('base64'), ...[0, 1, 2].flatMap((before) => base64Within(bytes, before))];
}

/** The base64 characters that depend only on these bytes, if `before` other bytes precede them. */
function base64Within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  // Three bytes are four characters; drop those that also depend on other bytes.
  const [start, end] = [Math.ceil((before * 4) / 3), Math.floor((whole.length * 4) / 3)];
  return (['base64', 'base64url'] as const).map((alphabet) => whole.toString(alphabet).slice(start, end));
}
