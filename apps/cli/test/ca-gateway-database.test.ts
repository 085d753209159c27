import path from 'node:path';
import { openCaDatabase } from '@certbridge/ca-host';
import { type CertificateRecord, EndEntityStatus } from '@certbridge/ca-plugin';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../../packages/ca-host/test/support/make-csr.ts';
import { startCa } from './ca-workplace.ts';

/** Makes a database as a gateway does, with a certificate of each CA, and leaves it open. */
async function openGatewayDatabase(file: string, cas: readonly string[]) {
  const database = await openCaDatabase(file);
  for (const [index, ca] of cas.entries()) {
    const store = await database.store(ca, { isOnly: cas.length === 1 });
    const certificate = Buffer.from(makeCertificate({ name: `www.${ca}.example`, serial: '0a' })).toString(
      'base64',
    );
    const record: CertificateRecord = {
      caRequestId: String(index + 1),
      certificate,
      serialNumber: 'A',
      status: EndEntityStatus.Generated,
      productId: '1001',
      csr: null,
      revocationDate: null,
      revocationReason: null,
      statusMessage: null,
    };
    await store.requests.keep([record], { at: new Date() });
  }
  return database;
}

test('the database of a gateway with one CA can be looked at while the gateway has it open', async () => {
  const { run, workplace } = await startCa();
  const file = path.join(workplace.base, 'gateway.db');
  const database = await openGatewayDatabase(file, ['public']);
  expect((await run('list', '--database', 'gateway.db', '--json')).json().requests).toMatchObject([
    { id: '1', commonName: 'www.public.example' },
  ]);
  expect((await run('export', '1', '--database', 'gateway.db')).stdout).toContain('BEGIN CERTIFICATE');
  // What a synchronization from the command line brings, the gateway has as well.
  expect((await run('sync', '--database', 'gateway.db')).code).toBe(0);
  expect(database.cas()).toEqual(['public']);
  expect(await database.certificates.count({ cas: ['public'] })).toBeGreaterThan(5);
  await database.close();
});

test('of a database with several CAs one is named', async () => {
  const { run, workplace } = await startCa();
  const file = path.join(workplace.base, 'gateway.db');
  await (await openGatewayDatabase(file, ['public', 'internal'])).close();
  const unnamed = await run('list', '--database', 'gateway.db');
  expect(unnamed).toMatchObject({ code: 2, stdout: '' });
  expect(unnamed.stderr).toContain('has several CAs: public, internal');
  expect(unnamed.stderr).toContain('Name one of them with --ca.');
  const list = await run('list', '--database', 'gateway.db', '--ca', 'internal', '--json');
  expect(list.json().requests).toMatchObject([{ id: '2', commonName: 'www.internal.example' }]);
  expect((await run('list', '--database', 'gateway.db', '--ca', 'other')).stderr).toContain(
    'no CA of that name',
  );
  expect((await run('list', '--database', 'gateway.db', '--ca', 'intern')).stderr).toContain(
    'Name one of them with --ca. Did you mean internal?',
  );
});
