import { describe, expect, test } from 'vitest';
import { field, metadataField, readMetadataDate, readTimestamp } from '../src/index.ts';
import { connect, start } from './start.ts';

const servers = [10, 11, 24, 25].flatMap((commandVersion) =>
  ['both', 'plain', 'prefixed'].flatMap((parameterNames) =>
    ['pascal', 'camel'].flatMap((propertyCase) =>
      ['sent', 'missing'].map((productVersionHeader) => ({
        commandVersion,
        parameterNames,
        propertyCase,
        productVersionHeader,
      })),
    ),
  ),
) as readonly {
  readonly commandVersion: 10 | 11 | 24 | 25;
  readonly parameterNames: 'both' | 'plain' | 'prefixed';
  readonly propertyCase: 'pascal' | 'camel';
  readonly productVersionHeader: 'sent' | 'missing';
}[];

describe.each(servers)(
  '$commandVersion, $parameterNames names, $propertyCase, version $productVersionHeader',
  (switches) => {
    test('returns the same lists, certificates and values', async () => {
      const sandbox = await start({ certificates: 60, switches });
      for (let n = 0; n < 120; n += 1) {
        sandbox.commandState.putMetadataField({ Name: `Field-${n}`, DataType: 1, DisplayOrder: null });
      }
      sandbox.commandState.putMetadataField({ Name: 'Renewal-Due', DataType: 3, DisplayOrder: null });
      const client = connect(sandbox);

      const fields = await Array.fromAsync(client.metadataFields.list());
      const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
      expect(fields.map(({ Name }) => Name).toSorted()).toEqual(names.toSorted());

      const [certificate] = sandbox.commandState.certificates();
      const id = certificate?.id ?? 0;
      await client.certificates.updateMetadata(id, { 'Renewal-Due': '2026-03-01', 'Field-7': 'x' });
      const read = await client.certificates.get(id);
      expect(readMetadataDate(String(read.Metadata?.['Renewal-Due']))).toBe('2026-03-01');
      expect(readTimestamp(read.NotAfter)?.toISOString().slice(0, 10)).toBe(
        certificate?.notAfter.slice(0, 10),
      );
      expect(read.SubjectAltNameElements?.[0]).toMatchObject({ Type: 2, Value: certificate?.commonName });

      const search = { includeRevoked: true, includeExpired: true, pageSize: 7 };
      const query = field('IssuerDN').contains('Sectigo');
      const ofIssuer = sandbox.commandState
        .certificates()
        .filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
      for (const paging of ['keyset', 'offset'] as const) {
        const rows = await Array.fromAsync(client.certificates.list({ ...search, query, paging }));
        expect(rows.map(({ Id }) => Id)).toEqual(ofIssuer.map((each) => each.id));
      }
      const due = metadataField('Renewal-Due', 'date').equals('2026-03-01');
      const found = await Array.fromAsync(client.certificates.list({ ...search, query: due }));
      expect(found.map(({ Id }) => Id)).toEqual([id]);
    });

    test('takes a definition back with one change', async () => {
      const sandbox = await start({ switches });
      const stored = sandbox.commandState.putMetadataField({
        Name: 'Team',
        DataType: 1,
        Hint: 'who',
        DisplayOrder: null,
      });
      const client = connect(sandbox);
      const before = await client.metadataFields.get('team');
      await client.metadataFields.update({ ...before, Description: 'Changed' });
      expect(await client.metadataFields.get(stored.Id)).toEqual({
        ...before,
        Description: 'Changed',
        DisplayOrder: 0,
      });
    });
  },
);

test('JSON is asked for, since Command 9 and 10 may respond in XML', async () => {
  const sandbox = await start({ switches: { commandVersion: 10 } });
  await connect(sandbox).status.check();
  expect(sandbox.requests.list({ system: 'command' })[0]?.headers.accept).toBe('application/json');
});

test('a version without the health check fails with not-found, others are healthy', async () => {
  for (const [commandVersion, isThere] of [
    [10, false],
    [11, true],
    [25, true],
  ] as const) {
    const sandbox = await start({ switches: { commandVersion } });
    const health = connect(sandbox).status.health();
    if (isThere) expect(await health).toBeUndefined();
    else await expect(health).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  }
});
