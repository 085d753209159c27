import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, metadataField, planOf } from '../../test/support/field-inputs.ts';
import { fingerprint, planScope } from './fingerprint.ts';

const manual = { ...validEntry, keyfactorMetadataFieldName: 'Issuer' };

const { mappings } = planOf({
  mode: 'both',
  documents: { fields: { ManualFields: [manual] } },
  customFields: [customField('Team'), customField('Due', { input: { type: 'DATE' } })],
  metadataFields: [metadataField('Team'), metadataField('Due', { DataType: 3 }), metadataField('Issuer')],
});

function print({
  team = 'A',
  due = '2026-05-21',
  issuer = 'CN=A',
  status = 'Issued',
  keyfactor = {},
}: {
  readonly team?: string;
  readonly due?: string;
  readonly issuer?: string;
  readonly status?: string;
  readonly keyfactor?: Readonly<Record<string, unknown>>;
}): string {
  const customFields = [
    { name: 'Team', value: team },
    { name: 'Due', value: due },
  ];
  const sectigo = { sslId: 1, id: 1, status, customFields, certificateDetails: { issuer } };
  return fingerprint(mappings, { sectigo, keyfactor }, (text) => text);
}

test('sensitive values go in as hashes alone', () => {
  const sensitive = mappings.map((mapping) => ({ ...mapping, sensitive: true }));
  const records = { sectigo: { sslId: 1, id: 1, status: 'Issued' }, keyfactor: { Team: 'A' } };
  const [one, other] = ['x', 'y'].map((key) => fingerprint(sensitive, records, () => key));
  expect(one).not.toBe(other);
  const changed = { ...records, keyfactor: { Team: 'B' } };
  expect(fingerprint(sensitive, changed, () => 'x')).toBe(one);
});

test('any change in a field of the sync, on either side, shows', () => {
  const prints = [
    print({}),
    print({ team: 'B' }),
    print({ team: '' }),
    print({ due: '2026-05-22' }),
    print({ issuer: 'CN=B' }),
    print({ keyfactor: { Team: 'A' } }),
    print({ keyfactor: { Due: '2026-05-21' } }),
    print({ keyfactor: { Issuer: 'CN=A' } }),
    print({ status: 'Revoked' }),
  ];
  expect(new Set(prints).size).toBe(prints.length);
});

test('what is not in the sync, and how a state is written, makes no difference', () => {
  expect(print({ keyfactor: { Other: 'x' } })).toBe(print({}));
  expect(print({ status: 'ISSUED' })).toBe(print({}));
  expect(print({ due: '05/21/2026' })).toBe(print({ due: '2026-05-21' }));
});

test('an unreadable value that becomes another unreadable one shows', () => {
  expect(print({ keyfactor: { Due: 'soon' } })).not.toBe(print({ keyfactor: { Due: 'later' } }));
});

test("values can't be moved between fields unnoticed", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, two) => {
      const there = print({ keyfactor: { Team: one, Issuer: two } });
      const back = print({ keyfactor: { Team: two, Issuer: one } });
      expect(there === back).toBe(one === two);
    }),
  );
});

const systems = ['https://scm.example', 'https://command.example'];

test('a scope is that of systems, mode and fields', () => {
  const scope = planScope(mappings, { mode: 'both', systems });
  expect(planScope(mappings, { mode: 'both', systems })).toBe(scope);
  expect(planScope(mappings, { mode: 'sctokf', systems })).not.toBe(scope);
  expect(planScope(mappings, { mode: 'both', systems: [...systems].reverse() })).not.toBe(scope);
  expect(planScope(mappings.slice(1), { mode: 'both', systems })).not.toBe(scope);
  const renamed = mappings.map((mapping) => ({ ...mapping, metadataName: `${mapping.metadataName}-2` }));
  expect(planScope(renamed, { mode: 'both', systems })).not.toBe(scope);
  const clearing = mappings.map((mapping) => ({ ...mapping, emptyPolicy: 'clear' as const }));
  expect(planScope(clearing, { mode: 'both', systems })).not.toBe(scope);
});
