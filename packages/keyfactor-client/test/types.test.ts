import { expect, expectTypeOf, test } from 'vitest';
import {
  type CertificateQuery,
  type CertificateSearch,
  type CommandCertificate,
  type KeyfactorClient,
  MetadataDataTypes,
  type MetadataField,
  type MetadataFieldCreate,
  type PagedList,
  rawQuery,
} from '../src/index.ts';
import { createClient } from './start.ts';

/** Compiled, never run. */
export async function misspelt({ certificates, metadataFields }: KeyfactorClient) {
  const certificate = await certificates.get(7);
  // @ts-expect-error names are Command's own: it is NotAfter
  certificate.notAfter;
  // @ts-expect-error it is SerialNumber
  certificate.Serialnumber;
  // @ts-expect-error a nested object is closed, too
  certificate.SubjectAltNameElements?.[0]?.value;
  // @ts-expect-error a record is not changed
  certificate.NotAfter = '2026-01-01';
  // @ts-expect-error an option has a known name
  certificates.list({ includeRevokd: true });
  // @ts-expect-error rows are sorted by a known field
  certificates.list({ sortBy: 'NotAfter' });
  // @ts-expect-error text is not a query
  certificates.list({ query: 'CN -contains "a"' });
  const query = rawQuery('');
  // @ts-expect-error certificates are named in one way
  certificates.updateMetadataOfMany({ ids: [7], query }, {});
  // @ts-expect-error certificates are named in one way
  certificates.updateMetadataOfMany({ query, entireCollection: 5 }, {});
  certificates.updateMetadataOfMany({ ids: [7], query: undefined }, {});
  for await (const field of metadataFields.list()) {
    // @ts-expect-error it is DataType
    field.Datatype;
  }
  // @ts-expect-error a data type is a known one
  metadataFields.create({ Name: 'A', Description: '', DataType: 9 });
  // @ts-expect-error a property has a known name
  metadataFields.create({ Name: 'A', Description: '', DataType: 1, Hnit: '' });
}

test('what is returned has no property beyond the documented ones, but raw', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<string extends keyof CommandCertificate ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<string extends keyof MetadataField ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<CommandCertificate['raw']>().toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>();
  expectTypeOf<CommandCertificate['NotAfter']>().toEqualTypeOf<string | null | undefined>();
});

test('a query of another version of this package is one', () => {
  expectTypeOf<string & { readonly '~certificateQuery': true }>().toExtend<CertificateQuery>();
});

test('a number that is read may be a new one, while one that is asked for is known', () => {
  expectTypeOf<MetadataField['DataType']>().toEqualTypeOf<number>();
  expectTypeOf<MetadataFieldCreate['DataType']>().toEqualTypeOf<1 | 2 | 3 | 4 | 5 | 6 | 7>();
  expectTypeOf<MetadataFieldCreate['Enrollment']>().toEqualTypeOf<0 | 1 | 2 | undefined>();
  expectTypeOf<CertificateSearch['paging']>().toEqualTypeOf<'keyset' | 'offset' | undefined>();
  expectTypeOf(MetadataDataTypes.Date).toExtend<MetadataFieldCreate['DataType']>();
});

test('an optional property may be undefined, under exactOptionalPropertyTypes too', () => {
  const description = { Name: 'A', Description: '', DataType: 1 } as const;
  const undefinedProperties: Required<{ [Key in keyof MetadataFieldCreate]: undefined }> = {} as never;
  expectTypeOf({ ...undefinedProperties, ...description }).toExtend<MetadataFieldCreate>();
});

test('what Command gives in pages is a PagedList, and what is found by an id is an array', () => {
  const auth = { type: 'token', accessToken: 't' } as const;
  const client = createClient({ baseUrl: 'https://command.invalid/KeyfactorAPI', auth });
  expectTypeOf(client.certificates.list()).toEqualTypeOf<PagedList<CommandCertificate>>();
  expectTypeOf(client.metadataFields.list()).toEqualTypeOf<PagedList<MetadataField>>();
  expectTypeOf(client.certificates.findBySerialNumber).returns.resolves.toEqualTypeOf<CommandCertificate[]>();
});
