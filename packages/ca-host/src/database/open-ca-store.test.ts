import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CertificateRecord, EndEntityStatus } from '@certbridge/ca-plugin';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeCertificate } from '../../test/support/make-csr.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { openCaStore } from './open-ca-store.ts';

const wording = { option: '--database', filling: 'certbridge ca sync --full' };
const ANEW = 'certbridge ca sync --full fills a new one from SCM';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-ca-'));
  file = path.join(folder, 'ca.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<unknown> {
  try {
    await (await openCaStore(file, wording)).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('a database is made and opened again', async () => {
  expect(await open()).toBeUndefined();
  expect(await open()).toBeUndefined();
});

test.each([1, 2, 3, 4])(
  'a database of version %i keeps its certificates, and takes new ones',
  async (version) => {
    const { applicationId, steps } = caDatabaseKind();
    const older = new DatabaseSync(file);
    for (const step of steps.slice(0, version)) older.exec(step);
    older.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
    const now = new Date('2026-06-01T10:00:00Z');
    const at = now.toISOString();
    const keyHash = version < 4 ? ['key'] : [];
    const values = [
      'AB',
      '1',
      '0A',
      Buffer.from('der'),
      'CN=a',
      'CN=b',
      '["dns=a"]',
      at,
      at,
      'CD',
      ...keyHash,
      at,
    ];
    older.prepare(`INSERT INTO certificate VALUES (${values.map(() => '?').join(', ')})`).run(...values);
    older
      .prepare(
        "INSERT INTO request (id, status, certificate, first_seen_at, changed_at) VALUES ('1', 20, 'AB', ?, ?)",
      )
      .run(at, at);
    older.close();
    const store = await openCaStore(file);
    const made = makeCertificate({ name: 'www', serial: '0b', notAfter: '2027-01-01T00:00:00Z' });
    const record: CertificateRecord = {
      caRequestId: '2',
      certificate: Buffer.from(made).toString('base64'),
      serialNumber: '0b',
      status: EndEntityStatus.Generated,
      productId: '1001',
      csr: null,
      revocationDate: null,
      revocationReason: null,
      statusMessage: null,
    };
    expect(await store.requests.keep([record], { at: now })).toEqual(['added']);
    expect(store.requests.find('1')?.certificate).toEqual({
      serialNumber: '0A',
      subject: 'CN=a',
      issuer: 'CN=b',
      subjectAlternativeNames: ['dns=a'],
      notBefore: at,
      notAfter: at,
      sha1: 'CD',
      sha256: 'AB',
    });
    expect(store.requests.find('0b')?.id).toBe('2');
    expect(store.products.list()).toEqual([
      { number: 1, id: '1001', name: null, isOffered: false, keys: null },
    ]);
    await store.close();
    expect(await open()).toBeUndefined();
    const database = new DatabaseSync(file);
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all('certificate');
    database.close();
    expect(columns.map(({ name }) => name)).not.toContain('key_hash');
  },
);

test('a newer database is refused, with a remedy', async () => {
  await (await openCaStore(file, wording)).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(await open()).toMatchObject({
    name: 'DatabaseError',
    message: expect.stringContaining(`The database ${file} was written by a newer version`),
    remedy: expect.stringContaining(`name another file with --database: ${ANEW}`),
  });
});

test('what is no database of ours is refused, with a remedy', async () => {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE theirs (id)');
  database.close();
  expect(await open()).toMatchObject({
    message: `${file} is a database of another program.`,
    remedy: 'Name another file with --database.',
  });
  await writeFile(file, 'x'.repeat(4096));
  expect(await open()).toMatchObject({
    message: `The database ${file} is damaged, or no database at all.`,
    remedy: expect.stringContaining(`Restore it from a backup, or move it away: ${ANEW}`),
  });
});

test('a folder in place of the file is refused, with a remedy', async () => {
  await mkdir(file);
  expect(await open()).toMatchObject({
    message: `The database ${file} is a folder, not a file.`,
    remedy: 'Name another file with --database.',
  });
});
