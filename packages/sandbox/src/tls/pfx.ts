import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { IssuedCertificate } from './certificates.ts';

const iterations = 2048;

/** Packs a certificate and its key as PKCS#12, with AES-256 and SHA-256 as required by current OpenSSL. */
export async function createPfx(issued: IssuedCertificate, passphrase: string): Promise<Uint8Array> {
  const password = new TextEncoder().encode(passphrase).buffer;
  const encryption: Parameters<pkijs.PKCS8ShroudedKeyBag['makeInternalValues']>[0] = {
    password,
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: iterations,
  };
  const pkcs8 = issued.privateKey.export({ type: 'pkcs8', format: 'der' });
  const certificate = pkijs.Certificate.fromBER(issued.certificate.der);
  const keyBag = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: pkijs.PrivateKeyInfo.fromBER(pkcs8) });
  await keyBag.makeInternalValues(encryption);

  // The same id on key and certificate shows that they belong together.
  const localKeyId = (): pkijs.Attribute =>
    new pkijs.Attribute({
      type: '1.2.840.113549.1.9.21',
      values: [new asn1js.OctetString({ valueHex: new Uint8Array([1]).buffer })],
    });
  const safe = (bagId: string, bagValue: pkijs.PKCS8ShroudedKeyBag | pkijs.CertBag) => ({
    privacyMode: 0,
    value: new pkijs.SafeContents({
      safeBags: [new pkijs.SafeBag({ bagId, bagValue, bagAttributes: [localKeyId()] })],
    }),
  });
  const pfx = new pkijs.PFX({
    parsedValue: {
      integrityMode: 0,
      authenticatedSafe: new pkijs.AuthenticatedSafe({
        parsedValue: {
          safeContents: [
            safe('1.2.840.113549.1.12.10.1.2', keyBag),
            safe('1.2.840.113549.1.12.10.1.3', new pkijs.CertBag({ parsedValue: certificate })),
          ],
        },
      }),
    },
  });
  await pfx.parsedValue?.authenticatedSafe?.makeInternalValues({ safeContents: [{}, {}] });
  await pfx.makeInternalValues({
    password,
    iterations,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return new Uint8Array(pfx.toSchema().toBER(false));
}
