import { loadContract } from '@certbridge/contract-testing';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CommandCertificateSchema } from './certificate-schemas.ts';

const contract = loadContract('keyfactor-command');
const needed = ['Id', 'SerialNumber', 'IssuerDN', 'Metadata'];

test('a certificate is read whatever an unneeded property holds', () => {
  fc.assert(
    fc.property(
      contract.arbitraryResponse('getCertificate', { unknownEnumValues: true }),
      fc.nat(),
      fc.jsonValue(),
      ({ body }, choice, value) => {
        const record = body as Record<string, unknown>;
        const keys = Object.keys(record).filter((key) => !needed.includes(key) && key !== '__proto__');
        const key = keys[choice % keys.length];
        if (key === undefined) return;
        expect(v.safeParse(CommandCertificateSchema, { ...record, [key]: value }).issues).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});

test('what is of another kind is left out', () => {
  const document = { Id: 7, KeyType: '5', TemplateName: 12, CRLDistributionPoints: 'x', NotAfter: ['x'] };
  expect(v.parse(CommandCertificateSchema, document)).toEqual({ Id: 7, KeyType: 5, TemplateName: '12' });
});

test.each(['9007199254740993', '1e400', '-7', '7.5', '"7"', 'null'])('%s is not an id', (id) => {
  expect(v.safeParse(CommandCertificateSchema, JSON.parse(`{"Id":${id}}`)).success).toBe(false);
});

test.each([{ SerialNumber: 5 }, { IssuerDN: {} }, { Metadata: [] }, { Metadata: 'x' }])(
  'what is needed must fit: %j',
  (part) => {
    expect(v.safeParse(CommandCertificateSchema, { Id: 7, ...part }).success).toBe(false);
  },
);
