import { X509Certificate } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { ApiError, field, missingPermissions } from '../src/index.ts';
import { importedPem } from './operations.ts';
import { connect, failureOf, start } from './start.ts';

/** A sandbox with a metadata field `Owner` that the first certificate has a value for. */
async function startWithOwner(options: Parameters<typeof start>[0] = {}) {
  const sandbox = await start(options);
  sandbox.commandState.putMetadataField({ Name: 'Owner', DataType: 1 });
  const ids = sandbox.commandState.certificates().map(({ id }) => id);
  const [first = 0, second = 0, third = 0] = ids;
  sandbox.commandState.updateCertificate(first, { metadata: { Owner: 'pki' } });
  return { sandbox, ids, first, second, third };
}

const ownerOf = (sandbox: Sandbox, id: number) => sandbox.commandState.certificate(id)?.metadata.Owner;

test('a certificate is read by its id, by default with its metadata', async () => {
  const { sandbox, first } = await startWithOwner();
  const client = connect(sandbox);
  expect(await client.certificates.get(first)).toMatchObject({ Id: first, Metadata: { Owner: 'pki' } });
  expect((await client.certificates.get(first, { includeMetadata: false })).Metadata ?? {}).toEqual({});
  await expect(client.certificates.get(999_999_999)).rejects.toThrow(
    expect.objectContaining({ code: 'not-found', apiMessage: expect.stringContaining('Unable to find') }),
  );
});

describe.each(['dropped', 'kept'] as const)('serial numbers whose sign byte is %s', (serialSignByte) => {
  test('are found in every notation', async () => {
    const sandbox = await start({ certificates: 60, switches: { serialSignByte } });
    const client = connect(sandbox);
    for (const { id, serialNumber } of sandbox.commandState.certificates()) {
      const pairs = serialNumber.toLowerCase().replace(/..(?!$)/g, '$&:');
      const notations = [serialNumber, pairs, serialNumber.replace(/^0+/, ''), `00 ${serialNumber}`];
      const notation = notations[id % notations.length] ?? serialNumber;
      expect((await client.certificates.findBySerialNumber(notation)).map(({ Id }) => Id)).toContain(id);
    }
  });
});

test('a serial number that nobody has is not found, nor is a thumbprint', async () => {
  const client = connect(await start());
  expect(await client.certificates.findBySerialNumber('01')).toEqual([]);
  expect(await client.certificates.findByThumbprint('0'.repeat(40))).toBeUndefined();
});

test('a revoked certificate is found by its thumbprint in any notation', async () => {
  const sandbox = await start();
  const client = connect(sandbox);
  const revoked = sandbox.commandState.certificates().find(({ state }) => state === 2);
  const { Thumbprint } = await client.certificates.get(revoked?.id ?? 0);
  const notation = Thumbprint?.toLowerCase().replace(/..(?!$)/g, '$&:') ?? '';
  for (const text of [notation, `\u200e${notation}`])
    expect(await client.certificates.findByThumbprint(text)).toMatchObject({ Id: revoked?.id });
});

describe('writing to many certificates', () => {
  test('fills empty fields only, unless values are to be replaced', async () => {
    const { sandbox, first, second, third } = await startWithOwner();
    const client = connect(sandbox);
    await client.certificates.updateMetadataOfMany({ ids: [first, second] }, { Owner: 'team' });
    expect([first, second, third].map((id) => ownerOf(sandbox, id))).toEqual(['pki', 'team', undefined]);
    const options = { overwriteExisting: true };
    await client.certificates.updateMetadataOfMany({ ids: [first] }, { Owner: 'team' }, options);
    expect(ownerOf(sandbox, first)).toBe('team');
  });

  test('goes by a query', async () => {
    const { sandbox, ids } = await startWithOwner();
    const query = field('CertId').lessOrEqual(ids[4] ?? 0);
    const options = { overwriteExisting: true };
    await connect(sandbox).certificates.updateMetadataOfMany({ query }, { Owner: 'q' }, options);
    const written = ids.filter((id) => ownerOf(sandbox, id) === 'q');
    expect(written.length).toBeGreaterThan(0);
    expect(written.every((id) => id <= (ids[4] ?? 0))).toBe(true);
  });

  test('is retried when its response is lost', async () => {
    const { sandbox, second } = await startWithOwner({
      knobs: { faultsAfterWrite: true, failures: [{ method: 'PUT', response: 'drop', times: 1 }] },
    });
    await connect(sandbox).certificates.updateMetadataOfMany({ ids: [second] }, { Owner: 'x' });
    expect(ownerOf(sandbox, second)).toBe('x');
  });
});

test('a value is compared with the one stored', async () => {
  const { sandbox, first } = await startWithOwner();
  const { compareMetadata } = connect(sandbox).certificates;
  expect(await compareMetadata(first, { name: 'Owner', value: 'pki' })).toBe(true);
  expect(await compareMetadata(first, { name: 'Owner', value: 'other & more' })).toBe(false);
});

describe('importing', () => {
  const der = new X509Certificate(importedPem).raw;

  test.each([
    ['PEM', importedPem],
    ['bytes', new Uint8Array(der)],
    ['bytes of another realm', runInNewContext('Uint8Array.from(der)', { der })],
    ['base64', der.toString('base64')],
  ])('takes a certificate as %s, with its metadata', async (_form, Certificate) => {
    const { sandbox } = await startWithOwner();
    const client = connect(sandbox);
    const result = await client.certificates.import({ Certificate, Metadata: { Owner: 'new' } });
    expect(result.ImportStatus).toEqual(expect.any(Number));
    expect(await client.certificates.findByThumbprint(result.Thumbprint ?? '')).toMatchObject({
      IssuedCN: 'imported.corp.example',
      Metadata: { Owner: 'new' },
    });
  });

  test('is never retried, even when the response is lost', async () => {
    const sandbox = await start({
      knobs: { faultsAfterWrite: true, failures: [{ method: 'POST', response: 'drop', times: 1 }] },
    });
    await expect(connect(sandbox).certificates.import({ Certificate: importedPem })).rejects.toThrow(
      expect.objectContaining({ code: 'unreachable' }),
    );
    expect(sandbox.requests.summary().command.total).toBe(1);
  });
});

test('a missing permission is named, and a collection stands in for it', async () => {
  const { sandbox } = await startWithOwner({ switches: { certificatePermissions: 'collections' } });
  const client = connect(sandbox);
  const failure = await failureOf(Array.fromAsync(client.certificates.list()));
  expect(failure).toMatchObject({ code: 'forbidden', status: 403 });
  if (!(failure instanceof ApiError)) throw failure;
  expect(missingPermissions(failure)).toEqual(['/certificates/collections/read/']);

  const collectionId = 1;
  const rows = await Array.fromAsync(client.certificates.list({ collectionId }));
  expect(rows.length).toBeGreaterThan(0);
  const id = rows[0]?.Id ?? 0;
  await expect(client.certificates.updateMetadata(id, { Owner: 'x' })).rejects.toThrow(
    expect.objectContaining({ code: 'forbidden' }),
  );
  await client.certificates.updateMetadata(id, { Owner: 'x' }, { collectionId });
  const options = { collectionId, overwriteExisting: true };
  await client.certificates.updateMetadataOfMany({ ids: [id] }, { Owner: 'y' }, options);
  const expected = { name: 'Owner', value: 'y' };
  expect(await client.certificates.compareMetadata(id, expected, { collectionId })).toBe(true);
  expect(await client.certificates.get(id, { collectionId })).toMatchObject({ Metadata: { Owner: 'y' } });
});

test('a whole collection is written to when it is named as such', async () => {
  const { sandbox } = await startWithOwner();
  const client = connect(sandbox);
  const options = { overwriteExisting: true };
  await client.certificates.updateMetadataOfMany({ entireCollection: 1 }, { Owner: 'all' }, options);
  const search = { collectionId: 1, includeRevoked: true, includeExpired: true };
  const rows = await Array.fromAsync(client.certificates.list(search));
  expect(rows.length).toBeGreaterThan(0);
  for (const { Metadata } of rows) expect(Metadata).toMatchObject({ Owner: 'all' });
});
