import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { openCaDatabase } from '@certbridge/ca-host';
import { EndEntityStatus } from '@certbridge/ca-plugin';

const requireOfPlugin = createRequire(
  join(import.meta.dirname, '..', 'packages', 'ca-plugin', 'package.json'),
);
const pkijs = requireOfPlugin('pkijs');
const asn1js = requireOfPlugin('asn1js');
const batch = 1000;
/** Stand in the template in the place of what differs from certificate to certificate. */
const placeholders = {
  serial: Buffer.from('7fabcdef0123456789abcdef00000000', 'hex'),
  name: Buffer.from('host-0000000'),
};

/** Fills the store of a gateway with certificates of one template, each with a serial number and name of its own. */
export async function fillStore(file, count, ca = 'Sectigo') {
  const template = await makeTemplate();
  const serialAt = template.indexOf(placeholders.serial);
  const nameAts = allPlaces(template, placeholders.name);
  const database = await openCaDatabase(file);
  try {
    const store = await database.store(ca);
    for (let start = 0; start < count; start += batch) {
      const records = Array.from({ length: Math.min(batch, count - start) }, (_, offset) => {
        const number = start + offset;
        const der = Buffer.from(template);
        der.writeUInt32BE(number, serialAt + 12);
        for (const at of nameAts) der.write(String(number).padStart(7, '0'), at + 5, 'latin1');
        return record(number, der);
      });
      // Spread over a year, as if they had been found one after the other.
      const at = new Date(Date.now() - (365 * 86_400_000 * (count - start)) / count);
      await store.requests.keep(records, { at, durability: 'kill' });
    }
    // A gateway that begins with this store has nothing to read again from the start.
    const at = new Date();
    const scan = await store.syncs.begin({ full: true, at });
    await store.syncs.finish(scan, {
      result: 'completed',
      counts: { added: count, changed: 0, unchanged: 0, bad: 0 },
      at,
    });
  } finally {
    await database.close();
  }
}

/** The serial number of a certificate of the store, in hexadecimal. */
fillStore.serialNumberOf = (number) =>
  `7FABCDEF0123456789ABCDEF${number.toString(16).toUpperCase().padStart(8, '0')}`;

function record(number, der) {
  const isRevoked = number % 20 === 0;
  return {
    caRequestId: String(1_000_000 + number),
    certificate: der.toString('base64'),
    serialNumber: fillStore.serialNumberOf(number),
    status: isRevoked ? EndEntityStatus.Revoked : EndEntityStatus.Generated,
    productId: '1001',
    csr: null,
    revocationDate: isRevoked ? new Date() : null,
    revocationReason: isRevoked ? 4 : null,
    statusMessage: null,
  };
}

async function makeTemplate() {
  const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle });
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const certificate = new pkijs.Certificate({ version: 2 });
  certificate.serialNumber = new asn1js.Integer({ valueHex: placeholders.serial });
  const name = (type, value) =>
    new pkijs.AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) });
  certificate.subject.typesAndValues.push(name('2.5.4.3', `${placeholders.name}.corp.example`));
  certificate.issuer.typesAndValues.push(name('2.5.4.3', 'Bench CA'));
  certificate.notBefore.value = new Date(Date.now() - 30 * 86_400_000);
  certificate.notAfter.value = new Date(Date.now() + 60 * 86_400_000);
  const names = new pkijs.GeneralNames({
    names: [new pkijs.GeneralName({ type: 2, value: `${placeholders.name}.corp.example` })],
  });
  certificate.extensions = [
    new pkijs.Extension({ extnID: '2.5.29.17', critical: false, extnValue: names.toSchema().toBER() }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  await certificate.sign(keys.privateKey, 'SHA-256', engine);
  return Buffer.from(certificate.toSchema(true).toBER());
}

function allPlaces(bytes, part) {
  const places = [];
  for (let at = bytes.indexOf(part); at !== -1; at = bytes.indexOf(part, at + 1)) places.push(at);
  return places;
}
