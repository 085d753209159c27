import { expect, test } from 'vitest';
import { validEntry } from '../../test/support/documents.ts';
import { customField, metadataField, planOf } from '../../test/support/field-inputs.ts';
import type { ConflictPolicy } from '../settings/sync-settings.ts';
import type { Baseline } from '../state/state-store.ts';
import { agreedValue, chooseDirection, isTwoWay } from './choose-direction.ts';

const hash = (text: string) => `hash of ${text.length}:${text}`;

interface Case {
  readonly sectigo?: string;
  readonly keyfactor?: string;
  /** Left out where nothing is known of the certificate. */
  readonly agreed?: Baseline[string];
  readonly conflicts?: ConflictPolicy;
  readonly sensitive?: boolean;
  readonly truncate?: boolean;
  readonly input?: 'TEXT_SINGLE_LINE' | 'DATE' | 'NUMBER';
  readonly dataType?: number;
}

function directionOf({
  sectigo = '',
  keyfactor = '',
  agreed,
  conflicts = 'report',
  sensitive = false,
  truncate = false,
  input = 'TEXT_SINGLE_LINE',
  dataType = 1,
}: Case) {
  const entry = {
    ...validEntry,
    sectigoFieldName: 'Team',
    keyfactorMetadataFieldName: 'Team',
    keyfactorDataType: dataType,
    sensitive,
  };
  const { mappings } = planOf({
    mode: 'both',
    documents: { config: { enableTruncation: String(truncate) }, fields: { CustomFields: [entry] } },
    customFields: [customField('Team', { input: { type: input } })],
    metadataFields: [metadataField('Team', { DataType: dataType })],
  });
  const [mapping] = mappings.filter(isTwoWay);
  if (mapping === undefined) throw new Error('the field does not go both ways');
  const direction = chooseDirection(
    mapping,
    {
      sectigo: { sslId: 1, id: 1, status: 'Issued', customFields: [{ name: 'Team', value: sectigo }] },
      keyfactor: { Team: keyfactor },
    },
    {
      baseline: agreed === undefined ? undefined : { Team: agreed },
      conflicts,
      hashSensitive: hash,
    },
  );
  return direction.kind === 'flow' ? `to ${direction.flow.to.side}` : direction;
}

test('without a baseline equal values are agreed on, and one alone fills the other side', () => {
  expect(directionOf({ sectigo: 'A', keyfactor: 'A' })).toEqual({ kind: 'agreed', value: 'A' });
  expect(directionOf({})).toEqual({ kind: 'agreed', value: '' });
  expect(directionOf({ sectigo: 'A' })).toBe('to keyfactor');
  expect(directionOf({ keyfactor: 'A' })).toBe('to sectigo');
});

test('without a baseline different values are a conflict, unless one side wins', () => {
  const values = { sectigo: 'A', keyfactor: 'B' };
  expect(directionOf(values)).toEqual({ kind: 'conflict', agreed: null });
  expect(directionOf({ ...values, conflicts: 'sectigo' })).toBe('to keyfactor');
  expect(directionOf({ ...values, conflicts: 'keyfactor' })).toBe('to sectigo');
});

test.each(['report', 'sectigo', 'keyfactor'] as const)(
  'with a baseline the side that did not change is written, whatever %s says of conflicts',
  (conflicts) => {
    expect(directionOf({ sectigo: 'B', keyfactor: 'A', agreed: 'A', conflicts })).toBe('to keyfactor');
    expect(directionOf({ sectigo: 'A', keyfactor: 'B', agreed: 'A', conflicts })).toBe('to sectigo');
    expect(directionOf({ sectigo: '', keyfactor: 'A', agreed: 'A', conflicts })).toBe('to keyfactor');
    expect(directionOf({ sectigo: 'A', keyfactor: '', agreed: 'A', conflicts })).toBe('to sectigo');
    expect(directionOf({ sectigo: 'A', keyfactor: '', agreed: '', conflicts })).toBe('to keyfactor');
  },
);

test('what both sides changed alike is agreed on', () => {
  expect(directionOf({ sectigo: 'B', keyfactor: 'B', agreed: 'A' })).toEqual({ kind: 'agreed', value: 'B' });
  expect(directionOf({ agreed: 'A' })).toEqual({ kind: 'agreed', value: '' });
});

test('what both sides changed differently is a conflict, unless one side wins', () => {
  const values = { sectigo: 'B', keyfactor: 'C', agreed: 'A' };
  expect(directionOf(values)).toEqual({ kind: 'conflict', agreed: 'A' });
  expect(directionOf({ ...values, conflicts: 'sectigo' })).toBe('to keyfactor');
  expect(directionOf({ ...values, conflicts: 'keyfactor' })).toBe('to sectigo');
  expect(directionOf({ ...values, keyfactor: '' })).toEqual({ kind: 'conflict', agreed: 'A' });
});

test('two sides that agreed to differ stay so until one changes', () => {
  const agreed = ['A', 'B'] as const;
  expect(directionOf({ sectigo: 'A', keyfactor: 'B', agreed })).toEqual({ kind: 'agreed', value: agreed });
  expect(directionOf({ sectigo: 'C', keyfactor: 'B', agreed })).toBe('to keyfactor');
  expect(directionOf({ sectigo: 'A', keyfactor: 'C', agreed })).toBe('to sectigo');
  expect(directionOf({ sectigo: 'B', keyfactor: 'A', agreed })).toMatchObject({ kind: 'conflict' });
});

test('outer blanks and the notation of a type are no change', () => {
  expect(directionOf({ sectigo: 'A ', keyfactor: 'B', agreed: 'A' })).toBe('to sectigo');
  const date = { input: 'DATE', dataType: 3 } as const;
  expect(directionOf({ ...date, sectigo: '2026-05-21', keyfactor: '5/21/2026 12:00:00 AM' })).toEqual({
    kind: 'agreed',
    value: '2026-05-21',
  });
  const number = { input: 'NUMBER', dataType: 2 } as const;
  expect(directionOf({ ...number, sectigo: '007', keyfactor: '7' })).toEqual({
    kind: 'agreed',
    value: ['007', '7'],
  });
});

test("a value that can't be read on either side fails the field and is not overwritten", () => {
  const date = { input: 'DATE', dataType: 3, agreed: '2026-05-21' } as const;
  expect(directionOf({ ...date, sectigo: 'soon', keyfactor: '2026-05-21' })).toMatchObject({
    kind: 'failure',
  });
  expect(directionOf({ ...date, sectigo: '2026-05-21', keyfactor: 'soon' })).toMatchObject({
    kind: 'failure',
  });
  expect(directionOf({ sectigo: '   ', keyfactor: 'A', agreed: 'A' })).toMatchObject({ kind: 'failure' });
});

test('a cut value and its whole are in step, from either side', () => {
  const whole = 'x'.repeat(1000);
  const cut = 'x'.repeat(256);
  const big = { dataType: 6, truncate: true };
  expect(directionOf({ ...big, sectigo: cut, keyfactor: whole })).toEqual({
    kind: 'agreed',
    value: [cut, whole],
  });
  const longInScm = 'y'.repeat(500);
  const cutInCommand = 'y'.repeat(400);
  expect(directionOf({ truncate: true, sectigo: longInScm, keyfactor: cutInCommand })).toEqual({
    kind: 'agreed',
    value: [longInScm, cutInCommand],
  });
});

test('sensitive values are told apart by their hashes', () => {
  const one = { sensitive: true, agreed: hash('A') };
  expect(directionOf({ ...one, sectigo: 'B', keyfactor: 'A' })).toBe('to keyfactor');
  expect(directionOf({ ...one, sectigo: 'A', keyfactor: 'B' })).toBe('to sectigo');
  expect(directionOf({ ...one, sectigo: 'B', keyfactor: 'C' })).toEqual({
    kind: 'conflict',
    agreed: hash('A'),
  });
  expect(directionOf({ ...one, sectigo: 'B', keyfactor: 'B' })).toEqual({ kind: 'agreed', value: hash('B') });
  expect(directionOf({ ...one, sectigo: '', keyfactor: '' })).toEqual({ kind: 'agreed', value: '' });
});

test('a baseline keeps one text where both sides write alike, two where they do not', () => {
  expect(agreedValue({ sectigo: 'A', keyfactor: 'A' }, undefined)).toBe('A');
  expect(agreedValue({ sectigo: 'A', keyfactor: 'B' }, undefined)).toEqual(['A', 'B']);
  expect(agreedValue({ sectigo: 'A', keyfactor: '' }, hash)).toEqual([hash('A'), '']);
});
