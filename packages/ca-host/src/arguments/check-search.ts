import { isRecord } from '@certbridge/plain-text';
import { required, type Shape } from '@certbridge/rest-client';
import type {
  CaScope,
  CertificateIndex,
  CertificateSort,
  PageStart,
  StoredCertificateQuery,
  TimeSpan,
} from '../contract/certificate-search.ts';
import { checkDate, checkList, checkName, checkObject, checkTexts, checkWhole } from './check-values.ts';
import { invalidArgument } from './invalid-argument.ts';

type SearchOptions = Parameters<CertificateIndex['search']>[1];

const spanShape = { after: 'any?', before: 'any?' } as const satisfies Shape<TimeSpan>;

const certificateQuery = required('property', {
  text: { value: 'text', match: 'text' },
  cas: 'list?',
  productNames: 'list?',
  statuses: 'list?',
  issued: spanShape,
  expires: spanShape,
  revoked: spanShape,
  changed: spanShape,
  within: 'list?',
} satisfies Shape<StoredCertificateQuery>);

/** An unknown one would be passed over, and all of the CA shown. */
const caScope = required('property', { ca: 'text', productNames: 'texts?' } satisfies Shape<CaScope>);

const sortShape = { by: 'text', descending: 'flag' } as const satisfies Shape<CertificateSort>;
const sortArgument = required('property', sortShape);

const searchOptions = required('option', {
  sort: sortShape,
  start: { behind: 'list?', offset: 'number?' },
  limit: 'number',
} satisfies Shape<SearchOptions>);

const sorts = [
  'user-name',
  'issuer',
  'subject',
  'product',
  'status',
  'changed',
  'issued',
  'expires',
  'revoked',
] as const satisfies CertificateSort['by'][];

const spanNames = ['issued', 'expires', 'revoked', 'changed'] as const;

/** Throws a `CaPluginError` 'invalid-argument' that names what of a query is unknown or of another kind. */
export function checkStoredQuery(
  query: StoredCertificateQuery,
  of: 'certificates.search' | 'certificates.count',
): void {
  checkObject(query, certificateQuery, { of });
  const property: Naming = (name) => `The property ${name} of ${of}`;
  const { text, cas = [], productNames = [], statuses = [], within = [] } = query;
  if (text !== undefined) checkName(text.match, property('text.match'), ['whole', 'part']);
  checkTexts(cas, property('cas'));
  checkTexts(productNames, property('productNames'));
  checkStatuses(statuses, property('statuses'));
  checkList(within, { name: property('within'), kind: 'objects with a ca', is: isScope });
  for (const [index, scope] of within.entries())
    checkObject(scope, caScope, { of: `within.${index} of ${of}` });
  for (const name of spanNames) checkSpan(query[name] ?? {}, (bound) => property(`${name}.${bound}`));
}

/** Throws a `CaPluginError` 'invalid-argument' that names what of a search is unknown or of another kind. */
export function checkSearch(query: StoredCertificateQuery, options: SearchOptions): void {
  const of = 'certificates.search';
  checkStoredQuery(query, of);
  checkObject(options, searchOptions, { of, position: 2 });
  const { sort, start, limit } = options;
  for (const [name, value] of Object.entries({ sort, start })) {
    if (value === undefined) throw invalidArgument(`The option ${name} of ${of} is missing.`);
  }
  checkName(sort.by, `The option sort.by of ${of}`, sorts);
  checkStart(start, (name) => `The option ${name} of ${of}`);
  checkWhole(limit, `The option limit of ${of}`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless places of a list can be compared. */
export function checkSortKeys(one: unknown, other: unknown, sort: CertificateSort): void {
  const of = 'compareSortKeys';
  for (const [index, key] of [one, other].entries()) {
    if (!isSortKey(key)) throw invalidArgument(`Argument ${index + 1} of ${of} must be the end of a page.`);
  }
  checkObject(sort, sortArgument, { of, position: 3 });
  checkName(sort.by, `The property by of ${of}`, sorts);
}

type Naming = (name: string) => string;

function checkStart(start: PageStart, option: Naming): void {
  const { behind, offset } = start as { readonly behind?: readonly unknown[]; readonly offset?: number };
  if ((behind === undefined) === (offset === undefined)) {
    throw invalidArgument(`${option('start')} must have either behind or offset.`);
  }
  if (offset !== undefined) checkWhole(offset, option('start.offset'));
  else if (!isSortKey(behind)) {
    throw invalidArgument(`${option('start.behind')} must be the end of another page.`);
  }
}

function isSortKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 2) return false;
  const [value, sha256]: readonly unknown[] = key;
  return (
    (value === null || typeof value === 'string' || typeof value === 'number') && typeof sha256 === 'string'
  );
}

function checkStatuses(statuses: unknown, name: string): void {
  checkList(statuses, {
    name,
    kind: 'active, revoked, and objects with revokedFor',
    is: (status) => status === 'active' || status === 'revoked' || isReason(status),
  });
}

function isReason(status: unknown): boolean {
  return isRecord(status) && Number.isInteger(status.revokedFor);
}

function isScope(scope: unknown): boolean {
  if (!isRecord(scope)) return false;
  const { ca, productNames = [] } = scope;
  return (
    typeof ca === 'string' &&
    Array.isArray(productNames) &&
    productNames.every((name) => typeof name === 'string')
  );
}

function checkSpan({ after, before }: TimeSpan, name: (bound: keyof TimeSpan) => string): void {
  if (after !== undefined) checkDate(after, name('after'));
  if (before !== undefined) checkDate(before, name('before'));
}
