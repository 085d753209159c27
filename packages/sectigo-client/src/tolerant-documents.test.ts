import { loadContract } from '@certbridge/contract-testing';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { SslDetailsDocumentSchema, SslListDocumentSchema } from './certificate-schemas.ts';
import {
  DomainValidationListDocumentSchema,
  DomainValidationStartDocumentSchema,
  DomainValidationStatusDocumentSchema,
} from './domain-validation-schemas.ts';
import { OrganizationDetailsDocumentSchema } from './organization-schemas.ts';
import { PersonDocumentSchema } from './person-schemas.ts';
import { ProfileListDocumentSchema } from './profile-schemas.ts';
import { SslReportDocumentSchema } from './report-schemas.ts';

const contract = loadContract('sectigo-scm');
type Json = Record<string, unknown>;

/** Each document, the part of it that is a record, and what of that is needed. */
const documents: readonly [string, v.GenericSchema, (document: never) => Json | undefined, string[]][] = [
  [
    'getSsl',
    SslDetailsDocumentSchema,
    (body: Json) => body,
    ['sslId', 'id', 'status', 'serialNumber', 'customFields'],
  ],
  ['listSsl', SslListDocumentSchema, ([row]: Json[]) => row, ['sslId', 'serialNumber']],
  [
    'reportSslCertificates',
    SslReportDocumentSchema,
    ({ reports: [row] }: { reports: Json[] }) => row,
    ['id', 'status', 'serialNumber', 'customFields'],
  ],
  ['listSslTypes', ProfileListDocumentSchema, ([row]: Json[]) => row, ['id', 'name', 'terms']],
  [
    'getOrganization',
    OrganizationDetailsDocumentSchema,
    (body: Json) => body,
    ['id', 'name', 'departments', 'certTypes', 'sslCertsApiEnabled'],
  ],
  ['getPerson', PersonDocumentSchema, (body: Json) => body, ['id', 'email']],
  [
    'listDcv',
    DomainValidationListDocumentSchema,
    ([row]: Json[]) => row,
    ['domain', 'dcvStatus', 'dcvOrderStatus'],
  ],
  ['getDcvStatus', DomainValidationStatusDocumentSchema, (body: Json) => body, ['status', 'orderStatus']],
  ['startDcv', DomainValidationStartDocumentSchema, (body: Json) => body, []],
];

describe.each(documents)('%s', (operationId, schema, recordOf, needed) => {
  test('is read whatever an unneeded key holds, and shows no value of another kind', () => {
    fc.assert(
      fc.property(
        contract.arbitraryResponse(operationId, { unknownEnumValues: true }),
        fc.nat(),
        fc.jsonValue(),
        ({ body }, choice, value) => {
          const record = recordOf(body as never);
          const keys = Object.keys(record ?? {}).filter((key) => !needed.includes(key));
          const key = keys[choice % keys.length];
          if (record === undefined || key === undefined || !Object.hasOwn(record, key)) return;
          Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
          expect(v.safeParse(schema, body).issues).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('what is of another kind is left out and listed, and a number that comes as text is one', () => {
  const document = {
    sslId: 7,
    status: 'Issued',
    term: '365',
    comments: { a: 1 },
    owner: 12,
    expires: ['05/21/2026'],
    keyUsages: 'x',
    certType: { id: 'x' },
    renewed: 'yes',
    orderNumber: Number.POSITIVE_INFINITY,
  };
  expect(v.parse(SslDetailsDocumentSchema, document)).toEqual({
    sslId: 7,
    id: 7,
    status: 'Issued',
    term: 365,
    owner: '12',
    unreadable: ['comments', 'expires', 'keyUsages', 'certType', 'renewed', 'orderNumber'],
  });
});
