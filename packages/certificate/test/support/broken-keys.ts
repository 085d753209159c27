import { createHash } from 'node:crypto';
import { encode, identifier, type RequestKey, sequence } from './encode-request.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const fromBytes = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

function toBytes(number: bigint, length = 0): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(Math.max(length * 2, digits.length + (digits.length % 2)), '0'), 'hex');
}

/** An INTEGER that is not negative. */
function integer(number: bigint): Buffer {
  const bytes = toBytes(number);
  return encode(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The numbers of an RSA key; the modulus as the content of its INTEGER where that differs. */
export interface RsaNumbers {
  readonly modulus: bigint;
  readonly publicExponent: bigint;
  readonly privateExponent: bigint;
  readonly modulusContent?: Uint8Array;
}

/** Signs by the numbers alone: no library signs with such keys. [RFC 8017, section 8.2.1] */
export function rsaKey({ modulus, publicExponent, privateExponent, modulusContent }: RsaNumbers): RequestKey {
  const written = modulusContent === undefined ? integer(modulus) : encode(0x02, modulusContent);
  const key = sequence(written, integer(publicExponent));
  const rsa = (arc: number) => sequence(identifier(`1.2.840.113549.1.1.${arc}`), Buffer.from('0500', 'hex'));
  const length = toBytes(modulus).length;
  return {
    publicKeyInfo: sequence(rsa(1), encode(0x03, Buffer.of(0), key)),
    algorithm: rsa(11),
    sign: (info) => {
      const prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');
      const hash = Buffer.concat([Buffer.of(0), prefix, sha256(info)]);
      const padded = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(length - 2 - hash.length, 0xff), hash]);
      return toBytes(power(fromBytes(padded), privateExponent, modulus), length);
    },
  };
}

/** P-256 with the point at infinity for its key: what is multiplied by it drops out of the verification. */
export function infinityKey(): RequestKey {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const baseX = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n;
  const curve = sequence(identifier('1.2.840.10045.2.1'), identifier('1.2.840.10045.3.1.7'));
  return {
    publicKeyInfo: sequence(curve, encode(0x03, Buffer.of(0, 0))),
    algorithm: sequence(identifier('1.2.840.10045.4.3.2')),
    sign: (info) => sequence(integer(baseX), integer(fromBytes(sha256(info)) % order)),
  };
}
