import { expect, test } from 'vitest';
import { connect, start } from './start.ts';

const definition = (name: string, state: 'ACTIVE' | 'INACTIVE' = 'ACTIVE') =>
  ({ name, certType: 'ssl', state, input: { type: 'TEXT_SINGLE_LINE' }, mandatories: [] }) as const;

/** A sandbox whose first issued certificate holds three custom field values. */
async function startWithValues(options: NonNullable<Parameters<typeof start>[0]> = {}) {
  const sandbox = await start(options);
  for (const name of ['First', 'Second', 'Third'])
    sandbox.scmState.putCustomField({ ...definition(name), mandatories: [] });
  const found = sandbox.scmState.certificates().find(({ status }) => status === 'Issued');
  if (found === undefined) throw new Error('The seed has no issued certificate.');
  const { sslId } = found;
  const cleared = Object.fromEntries(Object.keys(found.customFields).map((name) => [name, null]));
  sandbox.scmState.updateCertificate(sslId, {
    comments: 'keep me',
    customFields: { ...cleared, First: 'one', Second: 'two' },
  });
  const values = () => sandbox.scmState.certificate(sslId)?.customFields;
  const writes = () => sandbox.requests.list({ system: 'scm' }).filter(({ method }) => method === 'PUT');
  return { sandbox, sslId, values, writes };
}

const modes = [
  { customFieldsOnPut: 'replace', emptyCustomFieldValue: 'cleared' },
  { customFieldsOnPut: 'replace', emptyCustomFieldValue: 'shown' },
  { customFieldsOnPut: 'merge', emptyCustomFieldValue: 'cleared' },
  { customFieldsOnPut: 'merge', emptyCustomFieldValue: 'shown' },
] as const;

test.each(modes)('named fields are set, cleared and added, and all others stay: %j', async (switches) => {
  const { sandbox, sslId, values } = await startWithValues({ switches });
  const details = await connect(sandbox).certificates.updateCustomFields(sslId, {
    Second: 'zwei',
    Third: 'drei',
  });
  expect(values()).toEqual({ First: 'one', Second: 'zwei', Third: 'drei' });
  expect(details.customFields).toEqual(expect.arrayContaining([{ name: 'Second', value: 'zwei' }]));

  await connect(sandbox).certificates.updateCustomFields(sslId, { Second: '' });
  expect(values()?.First).toBe('one');
  expect(values()?.Third).toBe('drei');
  expect(values()?.Second ?? '').toBe('');
});

test('nothing but the custom fields is sent, so comments stay', async () => {
  const { sandbox, sslId, writes } = await startWithValues();
  await connect(sandbox).certificates.updateCustomFields(sslId, { First: 'eins' });
  expect(writes().map(({ body }) => body)).toEqual([
    {
      sslId,
      customFields: [
        { name: 'First', value: 'eins' },
        { name: 'Second', value: 'two' },
      ],
    },
  ]);
  expect(sandbox.scmState.certificate(sslId)?.comments).toBe('keep me');
});

test('values that are stored already are not written', async () => {
  const { sandbox, sslId, writes } = await startWithValues();
  const details = await connect(sandbox).certificates.updateCustomFields(sslId, { First: 'one', Third: '' });
  expect(details.sslId).toBe(sslId);
  expect(writes()).toEqual([]);
});

test('a write whose response is lost is retried, without harm', async () => {
  const { sandbox, sslId, values, writes } = await startWithValues({
    knobs: { faultsAfterWrite: true, failures: [{ method: 'PUT', response: 'drop', times: 1 }] },
  });
  await connect(sandbox).certificates.updateCustomFields(sslId, { First: 'eins' });
  expect(values()).toEqual({ First: 'eins', Second: 'two' });
  expect(writes()).toHaveLength(2);
});

test('a field that the server ignores is not taken for stored', async () => {
  const { sandbox, sslId } = await startWithValues({ switches: { unknownCustomField: 'ignored' } });
  const update = connect(sandbox).certificates.updateCustomFields(sslId, {
    First: 'eins',
    Nowhere: 'hidden value',
  });
  await expect(update).rejects.toThrow(
    expect.objectContaining({
      code: 'not-stored',
      message: expect.stringMatching(/doesn't show the values that were sent for "Nowhere"\.(?!.*hidden)/),
    }),
  );
});

test('a field that the server does not know is refused with a remedy', async () => {
  const { sandbox, sslId, values } = await startWithValues();
  await expect(connect(sandbox).certificates.updateCustomFields(sslId, { Nowhere: 'x' })).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-request',
      apiCode: -135,
      message: expect.stringContaining('a custom field of exactly this name exists in SCM and is active'),
    }),
  );
  expect(values()).toEqual({ First: 'one', Second: 'two' });
});

test('a mandatory field keeps its value, so that a check on update is passed', async () => {
  const { sandbox, sslId, values } = await startWithValues({ switches: { mandatoryOnPut: 'checked' } });
  for (const field of sandbox.scmState.customFields()) {
    sandbox.scmState.putCustomField({ ...field, mandatories: field.name === 'Second' ? ['REST_API'] : [] });
  }
  const client = connect(sandbox);
  await client.certificates.updateCustomFields(sslId, { First: 'eins' });
  expect(values()).toEqual({ First: 'eins', Second: 'two' });
  await expect(client.certificates.updateCustomFields(sslId, { Second: '' })).rejects.toThrow(
    expect.objectContaining({ code: 'bad-request', apiCode: -62 }),
  );
});

test.each([400, 404] as const)(
  'a certificate that has gone is not found, whether the status is %d',
  async (unknownIdOnPut) => {
    const { sandbox, sslId } = await startWithValues({ switches: { unknownIdOnPut } });
    sandbox.scmState.removeCertificate(sslId);
    await expect(connect(sandbox).certificates.updateCustomFields(sslId, { First: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  },
);

test('many certificates are updated at one time without mixing them up', async () => {
  const sandbox = await start({ certificates: 40 });
  sandbox.scmState.putCustomField({ ...definition('Marker'), mandatories: [] });
  const ids = sandbox.scmState.certificates().map(({ sslId }) => sslId);
  const client = connect(sandbox, { http: { concurrency: 8 } });
  await Promise.all(
    ids.map((sslId) => client.certificates.updateCustomFields(sslId, { Marker: `m${sslId}` })),
  );
  for (const sslId of ids) expect(sandbox.scmState.certificate(sslId)?.customFields.Marker).toBe(`m${sslId}`);
  expect(sandbox.requests.summary().scm.maxInFlight).toBeLessThanOrEqual(8);
});
