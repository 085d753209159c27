// A length of any form, the indefinite one of BER included.
const length = String.raw`(?:[\x00-\x80]|\x81[^]|\x82[^]{2}|\x83[^]{3}|\x84[^]{4})`;
const sequence = `0${length}`;

/** PFX (RFC 7292): version 3, then a content of PKCS#7. */
const pfx = new RegExp(
  `^${sequence}\\x02\\x01\\x03${sequence}\\x06\\x09\\x2a\\x86\\x48\\x86\\xf7\\x0d\\x01\\x07`,
);
/** PKCS#8 and PKCS#1 begin with version 0 or 1, then the algorithm or the modulus; SEC 1 with version 1, then the key. */
const key = new RegExp(`^${sequence}\\x02\\x01(?:[\\x00\\x01](?:${sequence}\\x06|\\x02)|\\x01\\x04)`);

/**
 * Tells whether a binary file begins as a PFX or as a private key in DER that is not encrypted; a character of the text is a byte.
 *
 * Looks only at the first bytes, and without a parser: what is damaged or longer than what was read counts, too, which parsers refuse, and a PFX
 * opens by its passphrase only.
 */
export function beginsDerKey(text: string): boolean {
  return pfx.test(text) || key.test(text);
}

/** Returns whether a binary file begins as a PFX. Looks only at the first bytes. */
export function beginsPfx(bytes: Uint8Array): boolean {
  return pfx.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
}
