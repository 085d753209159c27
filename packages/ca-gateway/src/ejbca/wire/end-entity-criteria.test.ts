import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../gateway-error.ts';
import type { EndEntity } from '../end-entities/end-entity.ts';
import { readEndEntityCriteria } from './end-entity-criteria.ts';

const entity: EndEntity = {
  userName: '',
  passwordHash: null,
  subject: '',
  subjectAlternativeName: null,
  email: null,
  ca: 'Sectigo OV',
  profile: 'DV SSL',
  token: 'USERGENERATED',
  status: 'NEW',
  extensionData: [],
  csrSha256: null,
  changedAt: new Date(),
};
const known = { cas: ['Sectigo OV'], profiles: ['DV SSL'] };
const short = fc.stringMatching(/^[ab%_]{1,6}$/);

test('a text with wildcards is found where a regular expression finds it', () => {
  fc.assert(
    fc.property(short, fc.stringMatching(/^[abc]{0,8}$/), (value, userName) => {
      const matches = readEndEntityCriteria([{ property: 'QUERY', operation: 'LIKE', value }], known);
      const expected = new RegExp(value.replaceAll('%', '.*').replaceAll('_', '.'));
      expect(matches({ ...entity, userName, subject: userName })).toBe(
        expected.test(userName) || expected.test(''),
      );
    }),
  );
});

test('any criterion is a test or an error for the caller', () => {
  const criterion = fc.record({
    property: fc.oneof(fc.constantFrom('QUERY', 'CA', 'STATUS', 'MODIFIED_AFTER'), fc.string()),
    operation: fc.oneof(fc.constantFrom('EQUAL', 'LIKE'), fc.string()),
    value: fc.oneof(fc.constantFrom('Sectigo OV', 'NEW', '2026-01-01T00:00:00Z'), fc.string()),
  });
  fc.assert(
    fc.property(fc.array(criterion, { maxLength: 3 }), (criteria) => {
      try {
        expect(typeof readEndEntityCriteria(criteria, known)(entity)).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError);
      }
    }),
  );
});
