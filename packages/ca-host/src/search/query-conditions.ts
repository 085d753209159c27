import type { StoredCertificateQuery, TimeSpan } from '../contract/certificate-search.ts';
import { allOf, type Condition, indexSource, type Source } from './condition.ts';
import { hasScope, type Known, scopeCondition } from './scope-condition.ts';
import { textCondition, textSource } from './text-condition.ts';
import { fitsAnything } from './text-pattern.ts';
import type { TrigramRarity } from './trigram-rarity.ts';

/** A query as conditions on rows of `issued`. */
export interface QueryConditions {
  /** Exactly what is asked for. */
  readonly where: Condition;
  /** What finds certificates by an index, each for one of the criteria. */
  readonly sources: readonly Source[];
  /** Whether texts have to be looked at, which takes long where no source finds few certificates. */
  readonly looksAtText: boolean;
}

const columnOf = {
  issued: 'not_before',
  expires: 'not_after',
  revoked: 'revoked_at',
  changed: 'changed_at',
} as const;

/** The time of a certificate that a span is of. */
export type SpanName = keyof typeof columnOf;
const spanNames = Object.keys(columnOf) as SpanName[];

/** Turns a query into conditions. `known` is needed only if {@link hasScope} says so. */
export function queryConditions(
  query: StoredCertificateQuery,
  { known, rarity }: { readonly known: Known; readonly rarity: TrigramRarity },
): QueryConditions {
  const text = query.text === undefined || fitsAnything(query.text) ? undefined : query.text;
  const criteria = [
    ...(text === undefined ? [] : [{ condition: textCondition(text), source: textSource(text, rarity) }]),
    ...(hasScope(query) ? [scopeCondition(query, known)] : []),
    ...spanNames.flatMap((name) => {
      const span = query[name];
      return span === undefined ? [] : [spanCondition(name, span)];
    }),
  ];
  return {
    where: allOf(criteria.map(({ condition }) => condition)),
    sources: criteria.flatMap(({ source }) => source ?? []),
    looksAtText: text !== undefined,
  };
}

function spanCondition(
  name: SpanName,
  { after, before }: TimeSpan,
): { condition: Condition; source: Source } {
  const column = columnOf[name];
  const condition = allOf([
    ...(after === undefined ? [] : [{ sql: `${column} > ?`, values: [after.getTime()] }]),
    ...(before === undefined ? [] : [{ sql: `${column} < ?`, values: [before.getTime()] }]),
    // What is not revoked has 0.
    ...(name === 'revoked' ? [{ sql: 'revoked_at > 0', values: [] }] : []),
  ]);
  return { condition, source: indexSource(name, condition, { isWide: name !== 'revoked' }) };
}
