import { expect, test } from 'vitest';
import { createKeyfactorClient, field, type KeyfactorClientOptions, or, rawQuery } from '../src/index.ts';
import { importedPem } from './operations.ts';
import { connect, createClient, failureOf, start } from './start.ts';

const invalid = expect.objectContaining({ name: 'ApiError', code: 'invalid-argument' });
const badIds = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648, '7' as unknown as number];

/** Runs calls that must all be refused before anything is sent. */
async function expectRefused(
  calls: (client: ReturnType<typeof connect>) => readonly (() => Promise<unknown>)[],
): Promise<void> {
  const sandbox = await start();
  for (const call of calls(connect(sandbox))) {
    const failure = await failureOf((async () => call())());
    expect(failure, String(call)).toMatchObject({ name: 'ApiError', code: 'invalid-argument' });
  }
  expect(sandbox.requests.summary().command.total).toBe(0);
}

test.each(badIds)('the id %s is refused everywhere', async (id) => {
  await expectRefused(({ certificates, metadataFields }) => [
    () => certificates.get(id),
    () => certificates.get(1, { collectionId: id }),
    () => certificates.get(1, { containerId: id }),
    () => certificates.updateMetadata(id, { A: 'x' }),
    () => certificates.updateMetadata(1, { A: 'x' }, { collectionId: id }),
    () => certificates.updateMetadata(1, { A: 'x' }, { containerId: id }),
    () => certificates.updateMetadataOfMany({ ids: [1, id] }, { A: 'x' }),
    () => certificates.updateMetadataOfMany({ entireCollection: id }, { A: 'x' }),
    () => certificates.updateMetadataOfMany({ ids: [1] }, { A: 'x' }, { collectionId: id }),
    () => certificates.compareMetadata(id, { name: 'A', value: 'x' }),
    () => certificates.compareMetadata(1, { name: 'A', value: 'x' }, { collectionId: id }),
    () => Array.fromAsync(certificates.list({ collectionId: id })),
    () => metadataFields.delete(id),
    () => metadataFields.deleteMany([1, id]),
    () => metadataFields.inUse(id),
    () => metadataFields.update({ Id: id, Name: 'A', DataType: 1 }),
    ...(typeof id === 'number' ? [() => metadataFields.get(id)] : []),
  ]);
});

test('the largest id is accepted', async () => {
  const sandbox = await start();
  const largest = 2_147_483_647;
  await expect(connect(sandbox).certificates.get(largest)).rejects.toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
});

test('page sizes beyond 1 to 10000 are refused, and both ends are accepted', async () => {
  await expectRefused(({ certificates }) =>
    [0, -1, 10_001, 1.5, Number.NaN].map(
      (pageSize) => () => Array.fromAsync(certificates.list({ pageSize })),
    ),
  );
  const sandbox = await start();
  for (const pageSize of [1, 10_000]) {
    const rows = await Array.fromAsync(connect(sandbox).certificates.list({ pageSize }));
    expect(rows.length).toBeGreaterThan(10);
  }
});

test('what would mean everything is refused', async () => {
  await expectRefused(({ certificates, metadataFields }) => [
    () => certificates.updateMetadataOfMany({ ids: [] }, { A: 'x' }),
    () => certificates.updateMetadataOfMany({ ids: [] }, { A: 'x' }, { collectionId: 1 }),
    () => certificates.updateMetadataOfMany({ query: rawQuery(' ') }, { A: 'x' }),
    () => Array.fromAsync(certificates.list({ query: or() })),
    () => metadataFields.deleteMany([]),
  ]);
});

test('values and names that cannot be right are refused', async () => {
  await expectRefused(({ certificates, metadataFields }) => [
    () => certificates.updateMetadata(1, { A: null as unknown as string }),
    () => certificates.updateMetadata(1, { A: undefined as unknown as string }),
    () => certificates.updateMetadata(1, { A: Number.NaN }),
    () => certificates.updateMetadata(1, { '': 'x' }),
    () => certificates.updateMetadataOfMany({ ids: [1] }, { A: {} as unknown as string }),
    () => certificates.compareMetadata(1, { name: '', value: 'x' }),
    () => certificates.findBySerialNumber(''),
    () => certificates.findBySerialNumber('0x12"'),
    () => certificates.findByThumbprint('AB'),
    () => certificates.import({ Certificate: '' }),
    () => certificates.import({ Certificate: 'no certificate' }),
    () => certificates.import({ Certificate: new Uint8Array() }),
    () => certificates.import({ Certificate: 'AAAA', Schedule: new Date(Number.NaN) }),
    () => Array.fromAsync(certificates.list({ query: field('CN').equals('a"b') })),
    () => Array.fromAsync(certificates.list({ sortBy: 'IssuedCN' })),
    () => Array.fromAsync(certificates.list({ descending: true })),
    () => Array.fromAsync(certificates.list({ paging: 'both' as 'offset' })),
    () => metadataFields.get('a b'),
    () => metadataFields.get('../Certificates'),
    () => metadataFields.get(''),
    () => metadataFields.create({ Name: 'a b', Description: '', DataType: 1 }),
    () => metadataFields.create({ Name: 'requesterName', Description: '', DataType: 1 }),
    () => metadataFields.update({ Id: 1, Name: '', DataType: 1 }),
  ]);
});

test.each([
  ['that is cut off', importedPem.slice(0, -40), /block 1 is cut off: .* Copy the complete file again\.$/],
  ['that is damaged', importedPem.replace('MII', 'MI'), /block 1 is damaged/],
  ['of OpenSSL alone', importedPem.replaceAll('CERT', 'TRUSTED CERT'), /block 1 is a TRUSTED CERTIFICATE/],
  ['that is indented', importedPem.replaceAll(/^/gm, ' '), /block 1 would not count/],
  ['on one line', importedPem.replaceAll('\n', ''), /block 1 would not count/],
  ['with a second one behind it', importedPem + importedPem, /holds several\. Import each by itself\.$/],
  ['with a damaged one behind it', importedPem + importedPem.slice(0, -40), /block 2 is cut off/],
])('a certificate in PEM %s is not imported', async (_, Certificate, message) => {
  const sandbox = await start();
  const importing = connect(sandbox).certificates.import({ Certificate });
  await expect(importing).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(message),
  });
  expect(sandbox.requests.summary().command.total).toBe(0);
});

test.each<Partial<KeyfactorClientOptions>>([
  { baseUrl: '' },
  { baseUrl: 'ftp://command.corp.invalid' },
  { baseUrl: 'https://user:hidden@command.corp.invalid' },
  { baseUrl: 'https://command.corp.invalid:99999' },
  { auth: { type: 'basic', username: '', password: 'hidden' } },
  { auth: { type: 'basic', username: 'CORP\\svc', password: '' } },
  { auth: { type: 'token', accessToken: '' } },
  { auth: { type: 'oauth', tokenUrl: 'https://idp.invalid', clientId: '', clientSecret: 'hidden' } },
  { auth: { type: 'oauth', tokenUrl: 'https://idp.invalid', clientId: 'id', clientSecret: '' } },
  { auth: { type: 'oauth', tokenUrl: 'https://', clientId: 'id', clientSecret: 'hidden' } },
  { http: { concurrency: 0 } },
])('a client is not created with %j', (options) => {
  const create = () =>
    createKeyfactorClient({
      baseUrl: 'https://command.corp.invalid/KeyfactorAPI',
      auth: { type: 'basic', username: 'CORP\\svc', password: 'x' },
      ...options,
    });
  expect(create).toThrow(invalid);
  expect(create).not.toThrow(/hidden/);
});

test('a client can be created without anything being sent', () => {
  const client = createClient({
    baseUrl: 'command.corp.invalid/KeyfactorAPI/',
    auth: { type: 'token', accessToken: 't' },
  });
  expect(client.requestCount).toBe(0);
});
