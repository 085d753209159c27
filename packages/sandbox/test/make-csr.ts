import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { encodeName } from '../src/pki/distinguished-name.ts';
import { writePem } from '../src/pki/pem.ts';

/** How a request differs from an ordinary one. */
export interface CsrOptions {
  key?: 'P-256' | 'P-384' | 'RSA-1024' | 'RSA-2048';
  /** Alternative names inside the request. */
  names?: readonly string[];
  /** Damages the signature. */
  forged?: boolean;
}

/** Makes a PKCS#10 request with a key of its own; returns it as PEM with the public key in DER. */
export async function makeCsr(
  subject: string,
  { key = 'P-256', names = [], forged = false }: CsrOptions = {},
): Promise<{ csr: string; publicKey: Buffer }> {
  const keys = (await crypto.subtle.generateKey(algorithmOf(key), true, ['sign', 'verify'])) as {
    publicKey: Parameters<typeof crypto.subtle.exportKey>[1];
    privateKey: Parameters<typeof crypto.subtle.exportKey>[1];
  };
  const request = new pkijs.CertificationRequest();
  request.subject = pkijs.RelativeDistinguishedNames.fromBER(encodeName(subject));
  await request.subjectPublicKeyInfo.importKey(keys.publicKey);
  request.attributes = names.length === 0 ? [] : [requestNames(names)];
  await request.sign(keys.privateKey, 'SHA-256');
  const der = new Uint8Array(request.toSchema().toBER(false));
  if (forged) {
    // The subject's last byte: the signature no longer fits, the structure is still right.
    const position = Buffer.from(der).indexOf(Buffer.from(subject.slice(-4)));
    der[position] = (der[position] ?? 0) ^ 1;
  }
  return {
    csr: writePem('CERTIFICATE REQUEST', der),
    publicKey: Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey)),
  };
}

function algorithmOf(key: NonNullable<CsrOptions['key']>): Parameters<typeof crypto.subtle.generateKey>[0] {
  if (!key.startsWith('RSA')) return { name: 'ECDSA', namedCurve: key } as never;
  const publicExponent = new Uint8Array([1, 0, 1]);
  return {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: Number(key.slice(4)),
    publicExponent,
    hash: 'SHA-256',
  } as never;
}

function requestNames(names: readonly string[]): pkijs.Attribute {
  const altNames = new pkijs.GeneralNames({
    names: names.map((value) => new pkijs.GeneralName({ type: 2, value })),
  });
  const extension = new pkijs.Extension({
    extnID: '2.5.29.17',
    extnValue: altNames.toSchema().toBER(false),
  });
  const extensions = new pkijs.Extensions({ extensions: [extension] });
  return new pkijs.Attribute({
    type: '1.2.840.113549.1.9.14',
    values: [extensions.toSchema() as asn1js.Sequence],
  });
}
