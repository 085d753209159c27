import { GatewayError } from '../../gateway-error.ts';
import type { EndEntity } from '../end-entities/end-entity.ts';
import { endEntityProfile } from '../end-entity-profile.ts';
import type { CertificateCriterion, KnownNames } from './certificate-criteria.ts';
import { parseCriterionDate } from './dates.ts';
import { endEntityStatuses } from './end-entity-terms.ts';

type Test = (entity: EndEntity) => boolean;

/**
 * Reads the criteria of a search for end entities as one test. Several of one property are alternatives, different ones must hold together.
 * Throws a GatewayError where one can't be read.
 */
export function readEndEntityCriteria(criteria: readonly CertificateCriterion[], known: KnownNames): Test {
  if (criteria.length === 0) throw new GatewayError(400, 'Invalid criteria value, cannot be empty.');
  const properties = criteria.map(({ property }) => property.toUpperCase());
  if (properties.filter((property) => property === 'QUERY').length > 1) {
    throw new GatewayError(400, "Invalid criteria value, multiple 'QUERY' properties are not allowed.");
  }
  const tests = criteria.map((criterion) => readCriterion(criterion, known));
  const groups = [...new Set(properties)].map((property) =>
    tests.filter((_, index) => properties[index] === property),
  );
  return (entity) => groups.every((group) => group.some((test) => test(entity)));
}

function readCriterion(criterion: CertificateCriterion, known: KnownNames): Test {
  const { value } = criterion;
  if (value === '') throw new GatewayError(400, 'Invalid criteria value, cannot be empty.');
  const operation = criterion.operation.toUpperCase();
  if (operation !== 'EQUAL' && operation !== 'LIKE') throw invalid("'s operation, should be EQUAL or LIKE");
  switch (criterion.property.toUpperCase()) {
    case 'QUERY':
      return readText(value, operation);
    case 'CA':
      return readName(value, known.cas, 'CA', ({ ca }) => ca === value);
    case 'CERTIFICATE_PROFILE':
      return readName(value, known.profiles, 'certificate profile', ({ profile }) => profile === value);
    case 'END_ENTITY_PROFILE':
      return readName(value, [endEntityProfile.name], 'end entity profile', () => true);
    case 'STATUS':
      return readStatus(value.toUpperCase());
    case 'MODIFIED_BEFORE':
    case 'MODIFIED_AFTER':
      return readDate(value, criterion.property.toUpperCase() === 'MODIFIED_AFTER');
    default:
      throw invalid("'s property, unrecognized");
  }
}

function readText(value: string, operation: 'EQUAL' | 'LIKE'): Test {
  const sought = value.toLowerCase();
  const pattern = operation === 'LIKE' ? likePattern(sought) : undefined;
  return ({ userName, subject, subjectAlternativeName }) =>
    [userName, subject, subjectAlternativeName ?? ''].some((text) => {
      const lower = text.toLowerCase();
      return pattern === undefined ? lower === sought : pattern(lower);
    });
}

/** Finds a pattern with the wildcards of SQL anywhere inside, in time that grows with the product of both lengths at most. */
function likePattern(sought: string): (text: string) => boolean {
  const parts = sought.split('%').filter((part) => part !== '');
  return (text) => {
    let from = 0;
    for (const part of parts) {
      const at = indexOfPart(text, part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  };
}

function indexOfPart(text: string, part: string, from: number): number {
  for (let at = from; at + part.length <= text.length; at += 1) {
    let length = 0;
    while (length < part.length && (part[length] === '_' || part[length] === text[at + length])) length += 1;
    if (length === part.length) return at;
  }
  return -1;
}

function readName(value: string, names: readonly string[], what: string, test: Test): Test {
  if (!names.includes(value)) throw invalid(` content, unknown ${what}`);
  return test;
}

function readStatus(value: string): Test {
  const status = endEntityStatuses.find((each) => each === value);
  if (status === undefined) throw invalid(' content, value does not contain end entity status');
  return (entity) => entity.status === status;
}

function readDate(value: string, isAfter: boolean): Test {
  const date = parseCriterionDate(value);
  if (date === undefined) throw invalid(' content, value does not contain proper date');
  return ({ changedAt }) => (isAfter ? changedAt > date : changedAt < date);
}

function invalid(what: string): GatewayError {
  return new GatewayError(400, `Invalid search criteria${what}.`);
}
