import type { Switches } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { sandboxFor, sync, writesOf } from './support/sync.ts';

// What the APIs' documents leave open must not matter: with each setting a first run ends in the same state, a second
// one writes nothing, and an edited value goes back.
const settings: Partial<Switches>[] = [
  { commandVersion: 24 },
  { commandVersion: 11 },
  { metadataDates: 'iso' },
  { metadataDates: 'long' },
  { booleanText: 'true' },
  { emptyMetadata: 'null' },
  { emptyMetadata: 'empty' },
  { unrequestedMetadata: 'null' },
  { propertyCase: 'camel' },
  { certIdQuery: 'refused' },
  { totalCountOnMetadataFields: 'missing' },
  { serialSignByte: 'kept' },
  { timestampZone: 'missing' },
  { textCompare: 'exact-case' },
  { bigTextLineBreaks: 'crlf' },
  { customFieldsOnPut: 'merge' },
  { customFieldsOnPut: 'merge', inactiveValuesOnReplace: 'dropped' },
  { emptyCustomFieldValue: 'shown' },
  { mandatoryOnPut: 'checked' },
  { customFieldNameCase: 'ignored' },
  { certTypeSpelling: 'title' },
  { listOrder: 'descending' },
  { listSerial: 'bare-padded' },
  { listSerial: 'colon' },
  { detailSerial: 'bare-trimmed' },
  { scmSerialCase: 'lower' },
  { dateFormat: 'ignored' },
  { detailEmptyKeys: 'null' },
  { detailEmptyKeys: 'empty' },
  { reasonCode: 'text' },
  { suspendedActive: 'active' },
];

test.each(settings)('%j makes no difference', async (switches) => {
  const sandbox = await sandboxFor({ switches });
  const plain = await sandboxFor();
  const { summary } = await sync(sandbox);
  await sync(plain);
  expect(summary.exitCode).toBe(0);
  expect(normalized(sandbox.metadata().command)).toEqual(normalized(plain.metadata().command));

  sandbox.requests.clear();
  const second = await sync(sandbox);
  expect(second.summary.certificates.updated).toBe(0);
  expect(writesOf(sandbox)).toEqual([]);

  const edited = sandbox.commandState.certificates().find(({ metadata }) => 'Cost_Center' in metadata);
  if (!edited) throw new Error('the sandbox has no certificate with a Cost_Center');
  sandbox.commandState.updateCertificate(edited.id, {
    metadata: { Cost_Center: 'CC-EDITED', Review_Date: '2027-03-04' },
  });
  const back = await sync(sandbox, { mode: 'kftosc' });
  expect(back.summary).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  const { customFields } = sandbox.scmState.findBySerial(edited.serialNumber) ?? {};
  expect(customFields).toMatchObject({ 'Cost Center': 'CC-EDITED', 'Review Date': '2027-03-04' });
});

test('a day-first server is read with the format that the configuration names', async () => {
  const sandbox = await sandboxFor({ switches: { serverCulture: 'day-first' } });
  const config = { keyfactorDateFormat: 'dd/MM/yyyy HH:mm:ss' };
  expect((await sync(sandbox, { config })).summary.exitCode).toBe(0);
  sandbox.requests.clear();
  const { summary } = await sync(sandbox, { config });
  expect(summary.exitCode).toBe(0);
  expect(writesOf(sandbox)).toEqual([]);
});

/** Line ends of multi-line text are Command's own business. */
function normalized(command: Record<string, Record<string, string>>) {
  return JSON.parse(JSON.stringify(command).replaceAll('\\r\\n', '\\n'));
}
