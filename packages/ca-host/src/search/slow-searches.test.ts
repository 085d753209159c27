import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EndEntityStatus } from '@certbridge/ca-plugin';
import { SqliteFile } from '@certbridge/sqlite-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCertificate, newKey } from '../../test/support/make-csr.ts';
import { caDatabaseKind } from '../database/ca-database-kind.ts';
import { createCaDatabase } from '../database/create-ca-database.ts';
import { SqliteCertificateIndex } from './certificate-index.ts';
import { TooManySearchesError } from './too-many-searches-error.ts';

let directory: string;
let database: SqliteFile;
let index: SqliteCertificateIndex;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'searches-'));
  database = await SqliteFile.open(path.join(directory, 'ca.db'), caDatabaseKind());
  const { requests } = await createCaDatabase(database).store('one');
  const key = newKey('ec');
  const certificates = Array.from({ length: 20 }, (_, number) => {
    const serial = (0x1000 + number).toString(16).toUpperCase();
    const der = makeCertificate({ name: `host-${number}`, key, serial });
    return {
      caRequestId: String(number),
      certificate: Buffer.from(der).toString('base64'),
      serialNumber: serial,
      productId: null,
      csr: null,
      statusMessage: null,
      status: EndEntityStatus.Generated,
      revocationDate: null,
      revocationReason: null,
    };
  });
  await requests.keep(certificates, { at: new Date() });
  index = new SqliteCertificateIndex(database, {
    few: { inTable: 0, inIndex: 0 },
    looked: { atTexts: 2, atIndex: 2 },
  });
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const page = { sort: { by: 'issued', descending: false }, start: { offset: 0 }, limit: 5 } as const;
/** One certificate has it; no index tells. */
const slow = { text: { value: '%t_17%', match: 'whole' } } as const;

test('a search by an index returns while forty searches look at all certificates', async () => {
  const done: string[] = [];
  const searches = Array.from({ length: 40 }, async (_, number) => {
    const found = number % 2 === 0 ? await index.search(slow, page) : await index.count(slow);
    done.push('slow');
    return typeof found === 'number' ? found : found.certificates.length;
  });
  const quick = index.search({}, page).then(() => done.push('quick'));
  const certificate = index.find('1001', ['CN=host-1']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['quick']);
  expect(certificate?.serialNumber).toBe('1001');
  await quick;
  expect(await Promise.all(searches)).toEqual(searches.map(() => 1));
});

test('a search for what many certificates have returns at once', async () => {
  let isDone = false;
  void index.search({ text: { value: 'ho', match: 'part' } }, page).then(({ certificates }) => {
    isDone = certificates.length === 5;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDone).toBe(true);
});

test('so many slow searches wait and no more, until some are done', async () => {
  const waiting = Array.from({ length: 64 }, () => index.count(slow));
  await expect(index.count(slow)).rejects.toThrow(TooManySearchesError);
  await expect(index.search(slow, page)).rejects.toThrow(TooManySearchesError);
  await Promise.all(waiting);
  expect(await index.count(slow)).toBe(1);
});

test('a slow search finds what was kept before it', async () => {
  expect(await index.count(slow)).toBe(1);
  const { requests } = await createCaDatabase(database).store('one');
  await requests.keep(
    [
      {
        caRequestId: '17',
        certificate: null,
        serialNumber: null,
        productId: null,
        csr: null,
        statusMessage: null,
        status: EndEntityStatus.Failed,
        revocationDate: null,
        revocationReason: null,
      },
    ],
    { at: new Date() },
  );
  expect(await index.count(slow)).toBe(0);
});
