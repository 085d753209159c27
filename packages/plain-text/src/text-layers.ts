import { isUtf8 } from 'node:buffer';

/** A replacement of a part of one text in the next. */
interface Edit {
  /** Where it begins and ends in the text before. */
  readonly from: number;
  readonly fromEnd: number;
  /** Where its outcome begins and ends in the text after. */
  readonly to: number;
  readonly toEnd: number;
}

interface Layer {
  readonly text: string;
  /** What leads from the layer before to this one, step by step. */
  readonly steps: readonly (readonly Edit[])[];
}

/** Only text that is made to be hostile is nested deeper; without a limit it would cost much time. */
const MAX_ROUNDS = 8;

/**
 * The forms of a text that secrets are looked for in: folded, then with one round of escapes after the other decoded.
 *
 * A folded text is in lower case, without invisible characters and terminal sequences, and has one space for each run of
 * whitespace. Takes time in proportion to the length of the text.
 */
export class TextLayers {
  readonly #layers: Layer[];

  constructor(text: string) {
    const folded = fold(text);
    this.#layers = [folded];
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { text: last } = this.#layers[round] ?? folded;
      const decoded = decode(last);
      if (decoded.edits.length === 0) break;
      const next = fold(decoded.text);
      this.#layers.push({ text: next.text, steps: [decoded.edits, ...next.steps] });
    }
  }

  /** All the forms. */
  get texts(): readonly string[] {
    return this.#layers.map(({ text }) => text);
  }

  /** Lists the places of the original text that hold one of the words, given in lower case. */
  find(words: readonly string[]): [start: number, end: number][] {
    const found: [number, number][] = [];
    const steps: (readonly Edit[])[] = [];
    for (const layer of this.#layers) {
      steps.unshift(...[...layer.steps].reverse());
      for (const word of words) {
        const { text } = layer;
        for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length))
          found.push(toOriginal(steps, at, at + word.length));
      }
    }
    return found;
  }
}

/** Where a part of a text was before the steps, the last one first. */
function toOriginal(
  steps: readonly (readonly Edit[])[],
  from: number,
  to: number,
): [start: number, end: number] {
  let [start, end] = [from, to];
  for (const edits of steps) {
    start = placeBefore(edits, start).start;
    end = placeBefore(edits, end - 1).end;
  }
  return [start, end];
}

/** Where a character was before the edits. */
function placeBefore(edits: readonly Edit[], at: number): { start: number; end: number } {
  // The last edit that begins at or before it.
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edits[middle]?.to ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const edit = edits[low - 1];
  if (edit === undefined) return { start: at, end: at + 1 };
  if (at < edit.toEnd) return { start: edit.from, end: edit.fromEnd };
  const start = edit.fromEnd + (at - edit.toEnd);
  return { start, end: start + 1 };
}

function rewrite(
  text: string,
  pattern: RegExp,
  replacement: (match: RegExpExecArray) => string,
): { text: string; edits: Edit[] } {
  const edits: Edit[] = [];
  let rewritten = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [found] = match;
    const outcome = replacement(match);
    if (outcome === found) continue;
    rewritten += text.slice(end, match.index);
    end = match.index + found.length;
    const to = rewritten.length;
    rewritten += outcome;
    edits.push({ from: match.index, fromEnd: end, to, toEnd: rewritten.length });
  }
  return { text: rewritten + text.slice(end), edits };
}

/** Sequences that set colours or move the cursor, and characters that take no room on a screen. */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is matched on its own
  /(?:\u001b\[|\u009b)[0-?]{0,32}[ -/]{0,4}[@-~]|(?![\t-\r\u0085])[\p{C}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;
/** All but single spaces. */
const whitespace = /[\s\u0085]{2,}|(?! )[\s\u0085]/g;

function fold(text: string): Layer {
  // Most texts are of one kind, for which there is nothing to do.
  if (!/[^ -~]| {2}/.test(text)) return { text: text.toLowerCase(), steps: [] };
  const seen = rewrite(text, unseen, () => '');
  const spaced = rewrite(seen.text, whitespace, () => ' ');
  return { text: toLowerCase(spaced.text), steps: [seen.edits, spaced.edits] };
}

/** Letter by letter, so that places remain the same: a letter whose other case is longer stays. */
function toLowerCase(text: string): string {
  const whole = text.toLowerCase();
  // The lower case of a sigma depends on what follows it.
  if (whole.length === text.length && !text.includes('Σ')) return whole;
  return text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

const escapes = new RegExp(
  [
    '&#0{0,8}(?<decimal>\\d{1,7});',
    '&#x0{0,8}(?<hexadecimal>[\\da-f]{1,6});',
    '&(?<name>[a-z][a-z\\d]{1,7});',
    '%u(?<unit>[\\da-f]{4})',
    '(?<bytes>%[c-d][\\da-f]%[89ab][\\da-f]|%e[\\da-f](?:%[89ab][\\da-f]){2}|%f[0-4](?:%[89ab][\\da-f]){3}|%[\\da-f]{2})',
    '\\\\u(?<jsonUnit>[\\da-f]{4})',
    '\\\\u\\{(?<codePoint>[\\da-f]{1,6})\\}',
    '\\\\x(?<byte>[\\da-f]{2})',
    '\\\\(?<letter>[bfnrt"\'`/\\\\])',
  ].join('|'),
  'g',
);

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Decodes the escapes of HTML, addresses, JSON and JavaScript in a text in lower case, one round of them. */
function decode(text: string): { text: string; edits: Edit[] } {
  if (!/[&%\\]/.test(text)) return { text, edits: [] };
  return rewrite(text, escapes, ({ 0: found, groups = {} }) => {
    const { decimal, name, bytes, letter } = groups;
    if (decimal !== undefined) return character(Number(decimal), found);
    if (name !== undefined) return entities[name] ?? found;
    if (bytes !== undefined) return decodeBytes(bytes);
    if (letter !== undefined) return letters[letter] ?? letter;
    const { hexadecimal, unit, jsonUnit, codePoint, byte } = groups;
    return character(Number.parseInt(hexadecimal ?? unit ?? jsonUnit ?? codePoint ?? byte ?? '', 16), found);
  });
}

function character(codePoint: number, otherwise: string): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : otherwise;
}

/** The bytes of one character in UTF-8; a byte that begins none is taken as Latin-1. */
function decodeBytes(escaped: string): string {
  const bytes = Buffer.from(escaped.replaceAll('%', ''), 'hex');
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

const latin1Names =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml times oslash ugrave uacute ucirc uuml yacute thorn szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** Named entities, by their names in lower case: those of Latin-1, and what stands for punctuation. */
const entities: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  ...Object.fromEntries(
    latin1Names.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index).toLowerCase()]),
  ),
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  tab: '\t',
  newline: '\n',
  excl: '!',
  num: '#',
  dollar: '$',
  percnt: '%',
  lpar: '(',
  rpar: ')',
  ast: '*',
  plus: '+',
  comma: ',',
  period: '.',
  sol: '/',
  colon: ':',
  semi: ';',
  equals: '=',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  hat: '^',
  lowbar: '_',
  grave: '`',
  lcub: '{',
  lbrace: '{',
  verbar: '|',
  vert: '|',
  rcub: '}',
  rbrace: '}',
  euro: '€',
});
