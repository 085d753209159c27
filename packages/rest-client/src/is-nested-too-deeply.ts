/** Deeper than any document of an API. */
const MAX_DEPTH = 500;

/** Parsing a text of this length is fast, whatever it holds. */
const HARMLESS_LENGTH = 100_000;

/** Tells whether a text of JSON has more levels than any document needs: parsing megabytes of brackets takes seconds, and nothing can interrupt it. */
export function isNestedTooDeeply(text: string): boolean {
  if (text.length <= HARMLESS_LENGTH) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The place of the closing quotation mark, or the end of a text that has none. */
function endOfString(text: string, start: number): number {
  let end = start;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
  } while (isEscaped(text, end));
  return end;
}

function isEscaped(text: string, index: number): boolean {
  let before = index - 1;
  while (text[before] === '\\') before -= 1;
  return (index - before) % 2 === 0;
}
