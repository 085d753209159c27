import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The library for certificate requests is a dependency of the plugin, not of the benchmarks.
const requireOfPlugin = createRequire(
  join(import.meta.dirname, '..', 'packages', 'ca-plugin', 'package.json'),
);
const pkijs = requireOfPlugin('pkijs');
const asn1js = requireOfPlugin('asn1js');

/** Makes certificate requests for EC keys of their own, as PEM with their common names. */
export async function makeCsrs(count) {
  const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle });
  const csrs = [];
  for (let index = 0; index < count; index += 1) {
    const name = `bench-${index}.corp.example`;
    const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const request = new pkijs.CertificationRequest();
    request.subject.typesAndValues.push(
      new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: name }) }),
    );
    await request.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
    await request.sign(keys.privateKey, 'SHA-256', engine);
    const base64 = Buffer.from(request.toSchema().toBER()).toString('base64');
    const lines = base64.match(/.{1,64}/g).join('\n');
    csrs.push({
      name,
      csr: `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`,
    });
  }
  return csrs;
}
