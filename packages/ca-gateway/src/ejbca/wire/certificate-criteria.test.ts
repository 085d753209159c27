import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../gateway-error.ts';
import { readCertificateCriteria } from './certificate-criteria.ts';

const known = { cas: ['Sectigo OV'], profiles: ['DV SSL'] };

const criterion = fc.record({
  property: fc.oneof(
    fc.constantFrom('QUERY', 'CA', 'CERTIFICATE_PROFILE', 'END_ENTITY_PROFILE', 'STATUS', 'issued_date'),
    fc.constantFrom('UPDATE_TIME', 'EXTERNAL_ACCOUNT_BINDING_ID', '__proto__', 'constructor'),
    fc.string(),
  ),
  operation: fc.oneof(fc.constantFrom('EQUAL', 'LIKE', 'BEFORE', 'AFTER', 'equal'), fc.string()),
  value: fc.oneof(
    fc.constantFrom('Sectigo OV', 'DV SSL', 'AnyCA', 'CERT_ACTIVE', '2026-01-01T00:00:00Z', ''),
    fc.string(),
  ),
});

test('any criteria are a query or an error for the caller', () => {
  fc.assert(
    fc.property(fc.array(criterion, { maxLength: 4 }), (criteria) => {
      try {
        const query = readCertificateCriteria(criteria, known);
        expect(query === undefined || Object.keys(query).length <= 8).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
        expect((error as GatewayError).status).toBe(400);
      }
    }),
    { numRuns: 1000 },
  );
});

test('no error repeats a value', () => {
  fc.assert(
    fc.property(criterion, fc.stringMatching(/^[a-z0-9]{12}$/), (each, planted) => {
      try {
        readCertificateCriteria([{ ...each, value: planted }], known);
      } catch (error) {
        expect((error as Error).message).not.toContain(planted);
      }
    }),
  );
});

test('a query has everything that was asked for, and nothing else', () => {
  const criteria = [
    { property: 'QUERY', operation: 'EQUAL', value: '0a24' },
    { property: 'CA', operation: 'EQUAL', value: 'Sectigo OV' },
    { property: 'CERTIFICATE_PROFILE', operation: 'EQUAL', value: 'DV SSL' },
    { property: 'END_ENTITY_PROFILE', operation: 'EQUAL', value: 'AnyCA' },
    { property: 'STATUS', operation: 'EQUAL', value: 'cert_active' },
    { property: 'STATUS', operation: 'EQUAL', value: 'REVOCATION_REASON_SUPERSEDED' },
    { property: 'UPDATE_TIME', operation: 'AFTER', value: '2026-01-01T00:00:00Z' },
    { property: 'update_time', operation: 'before', value: '2026-02-01T00:00:00Z' },
  ];
  expect(readCertificateCriteria(criteria, known)).toEqual({
    text: { value: '0a24', match: 'whole' },
    cas: ['Sectigo OV'],
    productNames: ['DV SSL'],
    statuses: ['active', { revokedFor: 4 }],
    changed: { after: new Date('2026-01-01T00:00:00Z'), before: new Date('2026-02-01T00:00:00Z') },
  });
});

test('an alternative that is given several times is searched for once', () => {
  const criteria = ['CA', 'CERTIFICATE_PROFILE', 'STATUS', 'STATUS'].flatMap((property, index) => {
    const value = { CA: 'Sectigo OV', CERTIFICATE_PROFILE: 'DV SSL' }[property] ?? 'CERT_ACTIVE';
    const spelling = index === 3 ? value.toLowerCase() : value;
    return Array.from({ length: 100 }, () => ({ property, operation: 'EQUAL', value: spelling }));
  });
  expect(readCertificateCriteria(criteria, known)).toEqual({
    cas: ['Sectigo OV'],
    productNames: ['DV SSL'],
    statuses: ['active'],
  });
});
