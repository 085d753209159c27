import { createPublicKey, type KeyObject } from 'node:crypto';
import { elementAt, partsOf } from './der-element.ts';

const tags = { identifier: 0x06, sequence: 0x30 } as const;

/**
 * Reads a SubjectPublicKeyInfo in DER. Undefined where Node does not know the algorithm, and where other programs refuse the key: RSA whose
 * numbers are negative or begin with zeros, and EC at infinity or on a curve that is spelt out in place of its name. [RFC 5480, section 2.1.1]
 */
export function readPublicKey(publicKeyInfo: Uint8Array): KeyObject | undefined {
  const given = Buffer.from(publicKeyInfo);
  try {
    const key = createPublicKey({ key: given, format: 'der', type: 'spki' });
    const isRsa = key.asymmetricKeyType === 'rsa';
    // Some leave out the NULL behind the algorithm of RSA.
    const written = key.export({ format: 'der', type: isRsa ? 'pkcs1' : 'spki' });
    const isExact = given.subarray(-written.length).equals(written);
    return isExact && (key.asymmetricKeyType !== 'ec' || namesCurve(given)) ? key : undefined;
  } catch {
    return undefined;
  }
}

function namesCurve(publicKeyInfo: Buffer): boolean {
  const [algorithm] = partsOf(
    publicKeyInfo,
    elementAt(publicKeyInfo, 0, publicKeyInfo.length),
    tags.sequence,
  );
  const [, parameters] = partsOf(publicKeyInfo, algorithm, tags.sequence);
  return parameters?.tag === tags.identifier;
}
