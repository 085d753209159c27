import { expect, test } from 'vitest';
import type { PlannedCertificate, PlannedValue, SyncPlan } from '../planning/sync-plan.ts';
import { renderPlan, renderPlanDocument } from './render-plan.ts';

function planOf(certificates: () => AsyncIterable<PlannedCertificate>): SyncPlan {
  return {
    header: {
      planId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
      mode: 'both',
      createdAt: '2026-03-01T02:00:00.000Z',
      scope: 'x',
      createFields: ['Owner'],
      updateFields: ['Team'],
      certificates: 1,
      fields: [
        { side: 'keyfactor', field: 'Owner', set: 1, overwritten: 0, cleared: 0 },
        { side: 'sectigo', field: 'A rather long custom field', set: 0, overwritten: 20_000, cleared: 1 },
      ],
      scopeCertificates: 3,
      scopeValues: 3,
    },
    certificates,
  };
}

const value = (parts: Partial<PlannedValue>): PlannedValue => ({
  side: 'keyfactor',
  field: 'Owner',
  before: null,
  after: '',
  truncated: false,
  sensitive: false,
  ...parts,
});

const certificate: PlannedCertificate = {
  serialNumber: '0A',
  sectigoId: 1,
  keyfactorId: 2,
  fingerprint: 'f',
  changes: [
    value({ after: 'Jo\u001b"' }),
    value({ side: 'sectigo', field: 'Pin', before: 'S3cret', after: 'An0ther', sensitive: true }),
    value({ field: 'Pin', after: 'S3cret', sensitive: true }),
    value({ field: 'Pin', before: 'S3cret', sensitive: true }),
    value({ field: 'Note', before: 'x', after: 'y', truncated: true }),
  ],
};

const whole = planOf(async function* () {
  yield certificate;
});

test('a plan shows fields, each value before and after with its side, and what becomes of each field', async () => {
  expect(await Array.fromAsync(renderPlan(whole))).toEqual([
    '+ metadata field Owner',
    '~ metadata field Team',
    '~ 0A (Sectigo 1, Keyfactor 2)',
    '    Keyfactor Owner: (empty) -> "Jo\\u001b\\""',
    '    Sectigo Pin: *** -> ***',
    '    Keyfactor Pin: (empty) -> ***',
    '    Keyfactor Pin: *** -> (empty)',
    '    Keyfactor Note: "x" -> "y" (cut to the limit)',
    '',
    'Values by field:                              set  overwritten      cleared',
    '  Keyfactor Owner                               1            0            0',
    '  Sectigo A rather long custom field            0        20000            1',
  ]);
});

test('the document of a plan is one JSON object without values of sensitive fields', async () => {
  const document = JSON.parse((await Array.fromAsync(renderPlanDocument(whole))).join(''));
  expect(document).toMatchObject({ createFields: ['Owner'], updateFields: ['Team'] });
  expect(document.certificates).toHaveLength(1);
  expect(document.certificates[0].changes.slice(0, 4)).toEqual([
    { side: 'keyfactor', field: 'Owner', before: null, after: 'Jo\u001b"' },
    { side: 'sectigo', field: 'Pin', before: '***', after: '***' },
    { side: 'keyfactor', field: 'Pin', before: null, after: '***' },
    { side: 'keyfactor', field: 'Pin', before: '***', after: '' },
  ]);
});

test("the document is closed where the plan can't be read to its end", async () => {
  const plan = planOf(async function* () {
    yield certificate;
    throw new RangeError('unreadable');
  });
  let text = '';
  const writing = async () => {
    for await (const piece of renderPlanDocument(plan)) text += piece;
  };
  await expect(writing()).rejects.toThrow('unreadable');
  expect(JSON.parse(text).certificates).toHaveLength(1);
});
