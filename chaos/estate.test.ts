import { expect, test } from 'vitest';
import { type Estate, findDifferences } from './estate.ts';

const scm = {
  sslId: 1,
  commonName: 'www.corp.example',
  subjectAlternativeNames: [],
  status: 'Issued',
  reasonCode: null,
  serialNumber: 'AB',
  sslTypeId: 1,
  orgId: 1,
  requester: 'ops',
  comments: 'kept',
  customFields: { Notes: 'old' },
} as const;

function estateOf(change: object): Estate {
  return { scm: new Map([[1, { ...structuredClone(scm), ...change } as never]]), command: new Map() };
}

const origin = estateOf({});
const expected = estateOf({ customFields: { Notes: 'new' } });
const nothing = new Set<string>();

function differences(actual: Estate, parts: { done?: boolean; left?: ReadonlySet<string> } = {}): number {
  return findDifferences(actual, { origin, expected, earlier: [origin], left: nothing, done: true, ...parts })
    .length;
}

test('a step that is done must have the outcome that is expected, and no other', () => {
  expect(differences(expected)).toBe(0);
  expect(differences(origin)).toBe(1);
  expect(differences(estateOf({ customFields: { Notes: 'third' } }))).toBe(1);
  expect(differences(estateOf({ customFields: { Notes: 'new', Other: 'x' } }))).toBe(1);
  expect(differences(estateOf({ customFields: {} }))).toBe(1);
  expect(differences(estateOf({ customFields: { Notes: 'new' }, comments: '' }))).toBe(1);
  expect(differences({ scm: new Map(), command: new Map() })).toBe(1);
});

test('a step that is not done, or a certificate that left, may hold the former value, and no third one', () => {
  for (const parts of [{ done: false }, { left: new Set(['AB']) }]) {
    expect(differences(origin, parts)).toBe(0);
    expect(differences(expected, parts)).toBe(0);
    expect(differences(estateOf({ customFields: { Notes: 'third' } }), parts)).toBe(1);
    expect(differences(estateOf({ comments: '' }), parts)).toBe(1);
  }
});
