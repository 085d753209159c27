import { createPrivateKey, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** Keys that a request can be made with. */
export type CsrKeyType = 'P-256' | 'P-384' | 'P-521' | 'RSA-1024' | 'RSA-2048' | 'RSA-3072';

/** A name in an extension, by the number of its choice in GeneralName; an IP address (7) in hexadecimal. */
export type GeneralName = readonly [type: 1 | 2 | 6 | 7, value: string];

/** How a request differs from an ordinary one. */
export interface CsrOptions {
  readonly key?: CsrKeyType | undefined;
  /** Key of an earlier request, in place of a new one. */
  readonly privateKey?: KeyObject | undefined;
  readonly names?: readonly GeneralName[] | undefined;
}

/** A request with its key. */
export interface TestCsr {
  readonly pem: string;
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

const oids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
};

/** Makes a PKCS#10 request. `subject` is `[type, value]` pairs in the order of the DER, the most general first. */
export async function makeCsr(
  subject: readonly (readonly [type: string, value: string])[],
  { key = 'P-256', privateKey = generateKey(key), names = [] }: CsrOptions = {},
): Promise<TestCsr> {
  const request = new pkijs.CertificationRequest();
  request.subject = buildName(subject);
  const { publicKey, signer } = await importKeys(privateKey);
  await request.subjectPublicKeyInfo.importKey(publicKey);
  request.attributes = names.length === 0 ? [] : [extensionRequest(names)];
  await request.sign(signer, 'SHA-256');
  const der = Buffer.from(request.toSchema().toBER(false));
  return { der, privateKey, pem: armor(der) };
}

/** Makes a request for one common name. */
export function csrFor(commonName: string, options?: CsrOptions): Promise<TestCsr> {
  return makeCsr([['CN', commonName]], options);
}

/** Writes DER as PEM, by either armor. */
export function armor(der: Uint8Array, label = 'CERTIFICATE REQUEST'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function generateKey(type: CsrKeyType): KeyObject {
  if (type.startsWith('RSA-')) {
    return generateKeyPairSync('rsa', { modulusLength: Number(type.slice(4)) }).privateKey;
  }
  return generateKeyPairSync('ec', { namedCurve: type }).privateKey;
}

async function importKeys(privateKey: KeyObject) {
  const { namedCurve } = privateKey.asymmetricKeyDetails ?? {};
  const curve = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }[namedCurve ?? ''];
  const algorithm =
    curve === undefined
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: curve };
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const signer = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const jwk = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })).export({ format: 'jwk' });
  const { kty = '', crv, x, y, n, e } = jwk;
  const publicJwk = {
    kty,
    ...(crv && { crv }),
    ...(x && { x }),
    ...(y && { y }),
    ...(n && { n }),
    ...(e && { e }),
  };
  const publicKey = await webcrypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']);
  return { publicKey, signer };
}

function buildName(subject: readonly (readonly [string, string])[]): pkijs.RelativeDistinguishedNames {
  const parts = subject.map(([type, value]) => {
    const attribute = new pkijs.AttributeTypeAndValue({
      type: oids[type] ?? type,
      value: new asn1js.Utf8String({ value }),
    });
    return new asn1js.Set({ value: [attribute.toSchema()] });
  });
  // Built from its attributes, pkijs would put them all into one multi-valued part.
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: parts }).toBER(false));
}

function extensionRequest(names: readonly GeneralName[]): pkijs.Attribute {
  const altNames = new pkijs.GeneralNames({
    names: names.map(([type, value]) =>
      type === 7
        ? new pkijs.GeneralName({ type, value: new asn1js.OctetString({ valueHex: fromHex(value) }) })
        : new pkijs.GeneralName({ type, value }),
    ),
  });
  const extension = new pkijs.Extension({ extnID: '2.5.29.17', extnValue: altNames.toSchema().toBER(false) });
  const extensions = new pkijs.Extensions({ extensions: [extension] });
  return new pkijs.Attribute({
    type: '1.2.840.113549.1.9.14',
    values: [extensions.toSchema() as asn1js.Sequence],
  });
}

function fromHex(digits: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(digits, 'hex')).buffer;
}
