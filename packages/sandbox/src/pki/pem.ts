/** Encodes DER as PEM with lines of 64 characters; `eol` is the line end. */
export function writePem(label: string, der: ArrayBuffer | Uint8Array, eol = '\n'): string {
  const base64 = Buffer.from(der instanceof ArrayBuffer ? new Uint8Array(der) : der).toString('base64');
  const lines = base64.replaceAll(/.{64}(?=.)/g, `$&${eol}`);
  return `-----BEGIN ${label}-----${eol}${lines}${eol}-----END ${label}-----${eol}`;
}

/**
 * Decodes PEM, or bare base64, to DER.
 *
 * Undefined for anything that is not base64.
 */
export function readPem(text: string): Uint8Array<ArrayBuffer> | undefined {
  const framed = /^\s*-----BEGIN [^-]+-----(?<base64>[^-]*)-----END [^-]+-----\s*$/.exec(text)?.groups
    ?.base64;
  const base64 = (framed ?? text).replaceAll(/\s/g, '');
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}
