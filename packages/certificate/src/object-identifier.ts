/** Writes the content of an object identifier: seven bits a byte, the last byte of a number without the eighth. [X.690, section 8.19] */
export function encodeIdentifier(dotted: string): Buffer {
  const [root = 0n, second = 0n, ...others] = dotted.split('.').map(BigInt);
  return Buffer.from([root * 40n + second, ...others].flatMap(encodeNumber));
}

/** Reads what {@link encodeIdentifier} writes. Undefined where it isn't one, or is longer than it has to be: OpenSSL refuses that. */
export function readIdentifier(content: Uint8Array): string | undefined {
  const numbers: bigint[] = [];
  let number: bigint | undefined;
  for (const byte of content) {
    if (number === undefined && byte === 0x80) return undefined;
    number = (number ?? 0n) * 128n + BigInt(byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = undefined;
    }
  }
  const [first, ...others] = numbers;
  if (first === undefined || number !== undefined) return undefined;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

function encodeNumber(number: bigint): number[] {
  const bytes = [Number(number & 0x7fn)];
  for (let rest = number >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return bytes;
}
