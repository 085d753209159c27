/**
 * Decodes a text file as programs on Windows and elsewhere save it: UTF-8, or UTF-16 as its shells write, with or without byte-order mark, which is left
 * out. Other bytes become replacement characters: comments in another encoding don't matter in a PEM file.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** Without a mark, a zero byte in the first pair gives UTF-16 away: the text begins with an ASCII character. */
function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** Leaves out a byte-order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
