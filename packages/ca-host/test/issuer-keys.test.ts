import { type CertificateRecord, EndEntityStatus } from '@certbridge/ca-plugin';
import { expect, onTestFinished, test } from 'vitest';
import { openCaDatabase } from '../src/database/open-ca-database.ts';
import { IssuerChains } from '../src/hosting/issuer-chains.ts';
import { makeCertificate, makeCsr } from './support/make-csr.ts';

const name = 'Sectigo';
const issuerName = 'Example CA';

test('an issuer that got another key has the chain of its newest certificate', async () => {
  const database = await openCaDatabase(':memory:');
  onTestFinished(() => database.close());
  const store = await database.store(name);
  const chains = new IssuerChains({
    name,
    certificates: database.certificates,
    issuers: database.issuers,
    plugin: { getIssuers: () => Promise.reject(new Error('nothing is to be downloaded')) } as never,
  });
  const own = makeIssuer('01');
  const other = makeIssuer('02');
  await database.issuers.keep([own.certificate, other.certificate]);
  await store.requests.keep([leafOf(own, '0a', '2026-01-01T00:00:00Z')], { at: new Date() });
  for (let times = 0; times < 2; times += 1) {
    expect(await chains.of(`CN=${issuerName}`)).toEqual([own.certificate]);
  }
  await store.requests.keep([leafOf(other, '0b', '2026-02-01T00:00:00Z')], { at: new Date() });
  for (let times = 0; times < 2; times += 1) {
    expect(await chains.of(`CN=${issuerName}`)).toEqual([other.certificate]);
  }
});

function makeIssuer(serial: string) {
  const { key } = makeCsr(issuerName);
  return { key, certificate: makeCertificate({ name: issuerName, serial, key }) };
}

function leafOf(
  { key }: ReturnType<typeof makeIssuer>,
  serial: string,
  notBefore: string,
): CertificateRecord {
  const certificate = makeCertificate({
    name: `www-${serial}`,
    serial,
    notBefore,
    issuer: { name: issuerName, key },
  });
  return {
    caRequestId: serial,
    certificate: Buffer.from(certificate).toString('base64'),
    serialNumber: null,
    status: EndEntityStatus.Generated,
    productId: null,
    csr: null,
    statusMessage: null,
    revocationDate: null,
    revocationReason: null,
  };
}
