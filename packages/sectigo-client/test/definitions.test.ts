import { expect, test } from 'vitest';
import { connect, start } from './start.ts';

test.each(['lower', 'title'] as const)(
  'custom fields of one kind of certificate are listed, in every state: %s',
  async (certTypeSpelling) => {
    const sandbox = await start({ switches: { certTypeSpelling } });
    sandbox.scmState.putCustomField({
      name: 'Mail only',
      certType: 'smime',
      state: 'ACTIVE',
      input: { type: 'TEXT_OPTION', options: ['a', 'b'] },
      mandatories: ['REST_API'],
    });
    sandbox.scmState.putCustomField({
      name: 'Retired',
      certType: 'ssl',
      state: 'INACTIVE',
      input: { type: 'DATE' },
      mandatories: [],
    });
    const client = connect(sandbox);
    const ssl = await client.customFields.list({ certType: 'ssl' });
    const expected = sandbox.scmState.customFields().filter(({ certType }) => certType === 'ssl');
    expect(ssl.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    expect(ssl.find(({ name }) => name === 'Retired')).toMatchObject({
      state: 'INACTIVE',
      input: { type: 'DATE' },
    });
    const mail = await client.customFields.list({ certType: 'smime' });
    expect(mail.find(({ name }) => name === 'Mail only')).toMatchObject({
      input: { type: 'TEXT_OPTION', options: ['a', 'b'] },
      mandatories: ['REST_API'],
    });
  },
);

test('profiles are listed', async () => {
  const sandbox = await start();
  const profiles = await connect(sandbox).profiles.list();
  expect(profiles.map(({ id }) => id)).toEqual(expect.arrayContaining(sandbox.scm.sslTypeIds));
  expect(profiles[0]?.terms[0]).toBeTypeOf('number');
});

test('a report holds rows with serial numbers, dates and custom fields', async () => {
  const sandbox = await start({ now: new Date('2026-03-01T00:00:00Z') });
  const rows = await connect(sandbox).reports.sslCertificates({ certificateStatus: 'Issued' });
  const issued = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  expect(rows.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(issued.map(({ sslId }) => sslId));
  expect(rows[0]?.expires).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test('a report that is too large fails with the code of the server', async () => {
  const sandbox = await start({ switches: { reportMaxRows: 1 } });
  const client = connect(sandbox, { http: { retries: 0 } });
  await expect(client.reports.sslCertificates({})).rejects.toThrow(
    expect.objectContaining({ code: 'server-error', apiCode: -1 }),
  );
});
