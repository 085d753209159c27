import { type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import type * as pkijs from 'pkijs';

/** Signature algorithms of nearly all requests, by the hash that goes before them. [RFC 4055, RFC 5758] */
const hashes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const verifyApart = promisify(verify);
const rsa = '1.2.840.113549.1.1.';

/**
 * Verifies that a request was signed with its own key. What is usual goes to Node itself, which takes a fraction of the time that the
 * library needs to bring key and signature into the forms of Web Crypto; and in another thread, as much else may be under way.
 */
export async function verifyOwnSignature(
  request: pkijs.CertificationRequest,
  key: KeyObject | undefined,
): Promise<boolean> {
  const { algorithmId } = request.signatureAlgorithm;
  const hash = hashes[algorithmId];
  if (hash === undefined) return request.verify().catch(() => false);
  if (key?.asymmetricKeyType !== (algorithmId.startsWith(rsa) ? 'rsa' : 'ec')) return false;
  const signature = request.signatureValue.valueBlock.valueHexView;
  return verifyApart(hash, request.tbsView, key, signature).catch(() => false);
}
