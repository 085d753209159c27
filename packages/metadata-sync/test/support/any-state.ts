import type { Sandbox } from '@certbridge/sandbox';
import fc from 'fast-check';
import type { DocumentParts } from './documents.ts';
import { bareDocuments, bareFields, bareSandbox, heldBy, type Pair, put, reimport } from './pairs.ts';

type Values = Readonly<Record<string, string | null>>;

/** What both systems hold: custom fields of each certificate in SCM, metadata of each record in Command. */
export interface AnyState {
  readonly sectigo: readonly Values[];
  readonly keyfactor: readonly Values[];
}

/** Three certificates, the first of which Command has twice. */
export interface SmallEstate {
  readonly sandbox: Sandbox;
  /** By certificate; the first record of each. */
  readonly pairs: readonly [Pair, ...Pair[]];
  /** By record in Command. */
  readonly records: readonly Pair[];
  put(state: AnyState): void;
}

export async function smallEstate(): Promise<SmallEstate> {
  const { sandbox, pairs } = await bareSandbox(3);
  // A PUT sends all fields of a certificate: one that SCM would not take again would cost the others.
  sandbox.setSwitches({ badCustomFieldValue: 'stored' });
  const records = [...pairs, reimport(sandbox, pairs[0])];
  return {
    sandbox,
    pairs,
    records,
    put: ({ sectigo, keyfactor }) => {
      for (const [index, pair] of pairs.entries()) put(sandbox, pair, { sectigo: sectigo[index] ?? {} });
      for (const [index, pair] of records.entries())
        put(sandbox, pair, { keyfactor: keyfactor[index] ?? {} });
    },
  };
}

const texts = ['A', 'B', 'A ', 'ä', 'y'.repeat(256)];

// Few values, so that equal ones are frequent; some that the other side writes differently, cuts, or does not take.
const inSectigo = {
  'Owner/Team': fc.constantFrom(null, ...texts),
  Notes: fc.constantFrom(null, 'n', 'two\nlines', 'm'.repeat(256)),
  'Review Date': fc.constantFrom(null, '2027-01-01', '2027-02-02'),
  'Asset Number': fc.constantFrom(null, '7', '007', '8', '99999999999'),
};

const inKeyfactor = {
  Team: fc.constantFrom(null, ...texts, 'y'.repeat(300)),
  Notes: fc.constantFrom(null, 'n', 'two\r\nlines', 'm'.repeat(1000)),
  'Review-Date': fc.constantFrom(null, '2027-01-01', '2027-02-02'),
  Asset: fc.constantFrom(null, '7', '8'),
};

/** Any values in a {@link smallEstate} that can be read. */
const anyReadable: fc.Arbitrary<AnyState> = fc.record({
  sectigo: fc.array(fc.record(inSectigo), { minLength: 3, maxLength: 3 }),
  keyfactor: fc.array(fc.record(inKeyfactor), { minLength: 4, maxLength: 4 }),
});

/** Any edits after which the fields not named are as they were. */
export const anyEdits: fc.Arbitrary<AnyState> = fc.record({
  sectigo: fc.array(fc.record(inSectigo, { requiredKeys: [] }), { minLength: 3, maxLength: 3 }),
  keyfactor: fc.array(fc.record(inKeyfactor, { requiredKeys: [] }), { minLength: 4, maxLength: 4 }),
});

/** Any values in a {@link smallEstate}, some of which can't be read. */
export const anyState: fc.Arbitrary<AnyState> = fc
  .tuple(anyReadable, fc.constantFrom('Owner/Team', 'Review Date'), fc.nat(5))
  .map(([{ sectigo, keyfactor }, field, victim]) => ({
    keyfactor,
    sectigo: sectigo.map((values, index) =>
      index === victim ? { ...values, [field]: field === 'Review Date' ? 'soon' : '   ' } : values,
    ),
  }));

/** Any configuration that bears on what is written. */
export const anyDocuments: fc.Arbitrary<DocumentParts> = fc
  .record({
    emptyPolicy: fc.constantFrom('keep', 'clear'),
    enableTruncation: fc.boolean(),
    conflicts: fc.constantFrom('report', 'sectigo', 'keyfactor'),
  })
  .map(({ emptyPolicy, ...config }) => ({
    config: { ...bareDocuments.config, ...config },
    fields: { CustomFields: bareFields.map((field) => ({ ...field, emptyPolicy })) },
  }));

/** Any configuration in which one custom field fills several metadata fields, in either order. */
export const anySharedDocuments: fc.Arbitrary<DocumentParts> = fc
  .record({
    policies: fc.tuple(fc.constantFrom('keep', 'clear'), fc.constantFrom('keep', 'clear')),
    reversed: fc.boolean(),
    enableTruncation: fc.boolean(),
    conflicts: fc.constantFrom('report', 'sectigo', 'keyfactor'),
  })
  .map(({ policies, reversed, ...config }) => {
    const entries = ['Team', 'Notes'].map((keyfactorMetadataFieldName, index) => ({
      sectigoFieldName: 'Owner/Team',
      keyfactorMetadataFieldName,
      keyfactorDataType: index === 0 ? 1 : 6,
      emptyPolicy: policies[index],
    }));
    return {
      config: { ...bareDocuments.config, ...config },
      fields: { CustomFields: reversed ? entries.toReversed() : entries },
    };
  });

/** Every value of an estate, by the place that holds it. */
export function valuesOf({ sandbox, pairs, records }: SmallEstate): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of pairs) {
    for (const [field, value] of Object.entries(heldBy(sandbox, pair).sectigo))
      values.set(placeOf('sectigo', pair.sslId, field), value);
  }
  for (const pair of records) {
    for (const [field, value] of Object.entries(heldBy(sandbox, pair).keyfactor))
      values.set(placeOf('keyfactor', pair.keyfactorId, field), value);
  }
  return values;
}

/** Names the place of a value. */
export function placeOf(side: string, id: number | null, field: string): string {
  return `${side} ${id} ${field}`;
}
