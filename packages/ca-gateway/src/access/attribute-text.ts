import type * as asn1js from 'asn1js';

const universal = 1;
const numericString = 18;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How the types of text are read, by tag. */
const decoders = new Map<number, (bytes: Uint8Array) => string>([
  [12, (bytes) => utf8.decode(bytes)],
  // Numeric, Printable, Teletex, IA5 and Visible.
  ...[numericString, 19, 20, 22, 26].map(
    (tag) => [tag, (bytes: Uint8Array) => decodeWide(bytes, 1)] as const,
  ),
  // Universal and BMP.
  [28, (bytes) => decodeWide(bytes, 4)],
  [30, (bytes) => decodeWide(bytes, 2)],
]);

/** Whether the value of an attribute is of a type that OpenSSL takes for equal where its characters are. */
export function isText({ idBlock }: asn1js.AsnType): boolean {
  const { tagClass, tagNumber } = idBlock;
  return tagClass === universal && tagNumber !== numericString && decoders.has(tagNumber);
}

/** Reads the text of an attribute. Undefined where it isn't text, or is damaged. */
export function attributeText(value: asn1js.AsnType): string | undefined {
  return isText(value) ? decode(value) : undefined;
}

/** Reads a common name as OpenSSL does where it looks for hosts: a NumericString is text there. Undefined where it isn't text, or is damaged. */
export function commonNameText(value: asn1js.AsnType): string | undefined {
  return value.idBlock.tagClass === universal ? decode(value) : undefined;
}

function decode({ idBlock, valueBlock }: asn1js.AsnType): string | undefined {
  if (idBlock.isConstructed) return undefined;
  try {
    return decoders.get(idBlock.tagNumber)?.((valueBlock as asn1js.Utf8String['valueBlock']).valueHexView);
  } catch {
    return undefined;
  }
}

/** Throws if the bytes aren't characters of that width. */
function decodeWide(bytes: Uint8Array, width: number): string {
  const buffer = Buffer.from(bytes);
  const characters: string[] = [];
  for (let index = 0; index < buffer.length; index += width) {
    characters.push(String.fromCodePoint(buffer.readUIntBE(index, width)));
  }
  return characters.join('');
}
