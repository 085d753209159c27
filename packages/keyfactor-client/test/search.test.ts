import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { field, rawQuery } from '../src/index.ts';
import { connect, start } from './start.ts';

const all = { query: '', includeRevoked: true, includeExpired: true, pageSize: 10 } as const;

const idsOf = (sandbox: Sandbox) => sandbox.commandState.certificates().map(({ id }) => id);
const queriesOf = (sandbox: Sandbox) =>
  sandbox.requests.list({ system: 'command' }).map(({ query }) => query);

test('all pages are read by id, each certificate once', async () => {
  const sandbox = await start({ certificates: 45 });
  const rows = await Array.fromAsync(connect(sandbox).certificates.list(all));
  expect(rows.map(({ Id }) => Id)).toEqual(idsOf(sandbox));
  const [first, second, ...others] = queriesOf(sandbox);
  expect(first).toMatchObject({
    PageReturned: '1',
    ReturnLimit: '10',
    SortField: 'CertId',
    SortAscending: '0',
  });
  expect(first).not.toHaveProperty('QueryString');
  expect(second).toMatchObject({ PageReturned: '1', QueryString: `CertId -gt "${rows[9]?.Id}"` });
  expect(others.every(({ PageReturned }) => PageReturned === '1')).toBe(true);
});

test('the query keeps its parentheses when the condition on the id is added', async () => {
  const sandbox = await start({ certificates: 45 });
  const query = field('IssuerDN').contains('Sectigo');
  const rows = await Array.fromAsync(connect(sandbox).certificates.list({ ...all, query }));
  const expected = sandbox.commandState.certificates().filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
  expect(rows.map(({ Id }) => Id)).toEqual(expected.map(({ id }) => id));
  expect(queriesOf(sandbox)[1]?.QueryString).toMatch(
    /^\(IssuerDN -contains "Sectigo"\) AND \(CertId -gt "\d+"\)$/,
  );
});

test('revoked and expired certificates come only when asked for', async () => {
  const sandbox = await start({ certificates: 100 });
  const client = connect(sandbox);
  const count = async (includeRevoked: boolean, includeExpired: boolean) =>
    (await Array.fromAsync(client.certificates.list({ ...all, includeRevoked, includeExpired }))).length;
  const everything = await count(true, true);
  expect(await count(false, true)).toBeLessThan(everything);
  expect(await count(true, false)).toBeLessThan(everything);
});

test.each(['absent', 'null', 'empty'] as const)(
  'metadata values come along, whatever fields without a value look like: %s',
  async (emptyMetadata) => {
    const sandbox = await start({ switches: { emptyMetadata } });
    sandbox.commandState.putMetadataField({ Name: 'Owner', DataType: 1 });
    sandbox.commandState.putMetadataField({ Name: 'Unused', DataType: 1 });
    const [id = 0] = idsOf(sandbox);
    sandbox.commandState.updateCertificate(id, { metadata: { Owner: 'pki' } });
    const [row] = await Array.fromAsync(connect(sandbox).certificates.list(all));
    expect(row?.Metadata?.Owner).toBe('pki');
    expect(row?.Metadata?.Unused ?? '').toBe('');
  },
);

test.each([
  { propertyCase: 'camel' },
  { commandVersion: 10 },
  { commandVersion: 11 },
  { commandVersion: 24 },
  { parameterNames: 'plain' },
  { plusInQuery: 'space' },
  { timestampZone: 'missing' },
] as const)('the certificates are the same where the server has %j', async (switches) => {
  const sandbox = await start({ switches });
  const query = field('IssuerDN').contains('Sectigo');
  const rows = await Array.fromAsync(connect(sandbox).certificates.list({ ...all, query }));
  const expected = sandbox.commandState.certificates().filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
  const trimmed = (serial: string | null | undefined) => serial?.replace(/^0+/, '');
  expect(rows.map(({ Id, SerialNumber }) => [Id, trimmed(SerialNumber)])).toEqual(
    expected.map(({ id, serialNumber }) => [id, trimmed(serialNumber)]),
  );
});

test('a server that refuses the condition on the id is read by offset', async () => {
  const sandbox = await start({ certificates: 45, switches: { certIdQuery: 'refused' } });
  const rows = await Array.fromAsync(connect(sandbox).certificates.list(all));
  expect(rows.map(({ Id }) => Id)).toEqual(idsOf(sandbox));
  const pages = queriesOf(sandbox).filter(({ QueryString }) => QueryString === undefined);
  expect(pages.map(({ PageReturned }) => Number(PageReturned))).toEqual(pages.map((_, index) => index + 1));
});

test.each(['supported', 'refused'] as const)(
  'a server that trims the page size loses nothing: %s',
  async (certIdQuery) => {
    const sandbox = await start({ certificates: 45, switches: { maxReturnLimit: 10, certIdQuery } });
    const pageSize = certIdQuery === 'supported' ? 100 : 10;
    const rows = await Array.fromAsync(connect(sandbox).certificates.list({ ...all, pageSize }));
    expect(rows.map(({ Id }) => Id)).toEqual(idsOf(sandbox));
  },
);

test.each(['keyset', 'offset'] as const)(
  'empty and repeated pages, refused and cut requests lose no certificate: %s paging',
  async (paging) => {
    const sandbox = await start({
      certificates: 60,
      knobs: {
        emptyPageRate: 0.1,
        repeatedPageRate: 0.05,
        errorRate: 0.1,
        dropRate: 0.1,
        errorStatuses: [500, 429, 503],
      },
    });
    const rows = await Array.fromAsync(connect(sandbox).certificates.list({ ...all, paging }));
    expect(rows.map(({ Id }) => Id).toSorted((a, b) => a - b)).toEqual(idsOf(sandbox));
  },
);

test.each(
  (['keyset', 'offset'] as const).flatMap((paging) => [
    { paging, knobs: { emptyPageRate: 1 } },
    { paging, knobs: { repeatedPageRate: 1 } },
  ]),
)('a search that never advances fails: $paging paging, $knobs', async ({ paging, knobs }) => {
  const sandbox = await start({ knobs });
  await expect(
    Array.fromAsync(connect(sandbox).certificates.list({ ...all, pageSize: 3, paging })),
  ).rejects.toThrow(expect.objectContaining({ code: 'invalid-response', system: 'Keyfactor Command' }));
});

test('paging by offset goes from page to page, in the order that was asked for', async () => {
  const sandbox = await start({ certificates: 45 });
  const search = { ...all, paging: 'offset', sortBy: 'IssuedDate', descending: true } as const;
  const rows = await Array.fromAsync(connect(sandbox).certificates.list(search));
  expect(rows.map(({ Id }) => Id).toSorted((a, b) => a - b)).toEqual(idsOf(sandbox));
  const dates = rows.map(({ NotBefore }) => NotBefore ?? '');
  expect(dates).toEqual(dates.toSorted().toReversed());
  const pages = queriesOf(sandbox);
  expect(pages.map(({ PageReturned }) => Number(PageReturned))).toEqual(pages.map((_, index) => index + 1));
  expect(pages[0]).toMatchObject({ SortField: 'IssuedDate', SortAscending: '1' });
});

test.each(['keyset', 'offset'] as const)(
  'pages that shift while the search runs hide no other certificate: %s paging',
  async (paging) => {
    const sandbox = await start({ certificates: 45 });
    const before = idsOf(sandbox);
    const gone = before.slice(2, 6);
    const found: number[] = [];
    for await (const { Id } of connect(sandbox).certificates.list({ ...all, paging })) {
      found.push(Id);
      if (found.length === 10) for (const id of gone) sandbox.commandState.removeCertificate(id);
      if (found.length === 20) sandbox.commandState.addCertificate({ serialNumber: 'ABCDEF' });
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(before));
  },
);

test('a query that the server refuses is an error of the first page', async () => {
  const sandbox = await start();
  const search = connect(sandbox).certificates.list({ ...all, query: rawQuery('CertState -eq "Revoked"') });
  await expect(Array.fromAsync(search)).rejects.toThrow(
    expect.objectContaining({ code: 'bad-request', status: 400 }),
  );
});

test('aborting ends the search', async () => {
  const sandbox = await start();
  const controller = new AbortController();
  const reading = (async () => {
    for await (const _ of connect(sandbox).certificates.list({ ...all, signal: controller.signal }))
      controller.abort();
  })();
  await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
});
