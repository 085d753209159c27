import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { withChangedResponses } from './support/changed-responses.ts';
import { sandboxFor, sync, writesOf } from './support/sync.ts';

const reason = "The value that SCM gives can't be read. Look at it in SCM.";

const manual = (sectigoFieldName: string, keyfactorMetadataFieldName: string) => ({
  sectigoFieldName,
  keyfactorMetadataFieldName,
  keyfactorDataType: 1,
});

/** Manual fields clear by default; here custom fields do so, too. */
const fields = {
  ManualFields: [
    manual('orderNumber', 'Sectigo-Order'),
    manual('requester', 'Sectigo-Requester'),
    manual('certificateDetails.issuer', 'Sectigo-Issuer'),
  ],
  CustomFields: [
    {
      sectigoFieldName: 'Cost Center',
      keyfactorMetadataFieldName: 'Cost_Center',
      keyfactorDataType: 1,
      emptyPolicy: 'clear',
    },
  ],
};
const config = { importAllCustomFields: 'false' };

/** A certificate that has a value in every field. */
function certificateOf(sandbox: Sandbox) {
  const scm = sandbox.scmState
    .certificates()
    .find(({ status, customFields }) => status === 'Issued' && customFields['Cost Center']);
  const [command] = sandbox.commandState.findBySerial(scm?.serialNumber ?? '');
  if (scm === undefined || command === undefined) throw new Error('the sandbox has no such certificate');
  const metadata = () => sandbox.commandState.certificates().find(({ id }) => id === command.id)?.metadata;
  return { ...scm, keyfactorId: command.id, metadata };
}

/** Changes what the details and the report tell of one certificate. */
function ofCertificate(sslId: number, change: (record: Record<string, unknown>) => void) {
  return (text: string, path: string) => {
    const isReport = path.includes('/report/');
    if (!isReport && !new RegExp(`/api/ssl/v[12]/${sslId}(\\?|$)`).test(path)) return text;
    const document = JSON.parse(text);
    const record = isReport ? document.reports.find(({ id }: { id: number }) => id === sslId) : document;
    if (record !== undefined) change(record);
    return JSON.stringify(document).replaceAll('"too large"', '9007199254740993');
  };
}

test.each(['details', 'report'])(
  "a value of SCM that can't be read clears nothing, and the others are written (by %s)",
  async (readStrategy) => {
    const sandbox = await sandboxFor();
    const options = { fields, config: { ...config, readStrategy } };
    expect((await sync(sandbox, options)).summary.exitCode).toBe(0);
    const { sslId, keyfactorId, metadata } = certificateOf(sandbox);
    const before = metadata();
    expect(Object.keys(before ?? {})).toEqual(
      expect.arrayContaining(['Cost_Center', 'Sectigo-Order', 'Sectigo-Requester', 'Sectigo-Issuer']),
    );
    sandbox.requests.clear();
    const strange = await withChangedResponses(
      sandbox,
      'scm',
      ofCertificate(sslId, (record) => {
        record.orderNumber = 'too large';
        record.requester = { name: 'pki' };
        if ('certificateDetails' in record) record.certificateDetails = { issuer: ['a'] };
        else record.issuer = ['a'];
        record.customFields = [{ name: 'Cost Center', value: { code: 'x' } }];
      }),
    );
    const { summary } = await sync(strange, options);
    expect(metadata()).toEqual(before);
    expect(writesOf(sandbox)).toEqual([]);
    expect(
      summary.certificates.partial.map(({ keyfactorId: id, field, reason: why, value }) => [
        id,
        field,
        why,
        value,
      ]),
    ).toEqual(
      ['Sectigo-Order', 'Sectigo-Requester', 'Sectigo-Issuer', 'Cost_Center'].map((field) => [
        keyfactorId,
        field,
        reason,
        null,
      ]),
    );
    expect(summary.exitCode).toBe(3);
  },
);

test.each([
  ['an object', '{"a":1}'],
  ['a list', '["a"]'],
  ['a number without end', '1e400'],
  ['a number whose digits are lost', '9007199254740993'],
])('a metadata value that is %s clears nothing in SCM', async (_, json) => {
  const sandbox = await sandboxFor();
  await sync(sandbox, { fields, config });
  const { sslId, keyfactorId } = certificateOf(sandbox);
  const stored = () => sandbox.scmState.certificates().find((it) => it.sslId === sslId)?.customFields;
  const before = stored();
  const strange = await withChangedResponses(sandbox, 'command', (text, path) => {
    if (!path.includes('/Certificates')) return text;
    const rows = JSON.parse(text);
    for (const row of [rows].flat()) if (row.Id === keyfactorId) row.Metadata.Cost_Center = 'strange';
    return JSON.stringify(rows).replaceAll('"strange"', json);
  });
  const { summary } = await sync(strange, { fields, config, mode: 'kftosc' });
  expect(stored()).toEqual(before);
  expect(summary.certificates.partial).toMatchObject([{ keyfactorId, field: 'Cost Center' }]);
  expect(summary.exitCode).toBe(3);
});

test("a custom field of SCM that can't be read is neither overwritten nor lost with others", async () => {
  const sandbox = await sandboxFor();
  const all = { ManualFields: [] };
  await sync(sandbox, { fields: all });
  const { sslId, keyfactorId } = certificateOf(sandbox);
  const stored = () => sandbox.scmState.certificates().find((it) => it.sslId === sslId)?.customFields;
  const before = stored();
  const metadata = { Cost_Center: 'CC-EDITED', Notes: 'edited' };
  sandbox.commandState.updateCertificate(keyfactorId, { metadata });
  const strange = await withChangedResponses(
    sandbox,
    'scm',
    ofCertificate(sslId, ({ customFields }) => {
      for (const field of customFields as { name: string; value: unknown }[])
        if (field.name === 'Cost Center') field.value = { a: 1 };
    }),
  );
  const { summary } = await sync(strange, { fields: all, mode: 'kftosc' });
  expect(stored()).toEqual(before);
  expect(summary.exitCode).toBe(3);
});
