import * as pkijs from 'pkijs';

/** Reads what Node does not tell of a certificate. Undefined where it can't be read. */
export function decodeCertificate(der: Uint8Array): pkijs.Certificate | undefined {
  try {
    return pkijs.Certificate.fromBER(Uint8Array.from(der).buffer);
  } catch {
    return undefined;
  }
}
