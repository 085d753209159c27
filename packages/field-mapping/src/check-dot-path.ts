import { didYouMean, isRecord, nearestName } from '@certbridge/plain-text';
import { checkTexts, wrongArgument } from './check-arguments.ts';
import { type DotPath, formatDotPath } from './dot-path.ts';
import { isArrayIndex } from './extract-path.ts';
import { matchName } from './match-name.ts';

/** The shape of a document. `map` is an object whose keys aren't known in advance. */
export type PathShape =
  | { readonly kind: 'value' }
  | { readonly kind: 'object'; readonly properties: Readonly<Record<string, PathShape>> }
  | { readonly kind: 'array'; readonly item: PathShape }
  | { readonly kind: 'map'; readonly value: PathShape };

const kinds: readonly PathShape['kind'][] = ['value', 'object', 'array', 'map'];

/** Result of {@link checkDotPath}: the path as the shape spells it, or the step at which it leaves the shape. */
export type CheckDotPathResult =
  | {
      readonly ok: true;
      /** The path as the shape spells it. */
      readonly path: DotPath;
    }
  | {
      readonly ok: false;
      /** The first step that isn't in the shape. */
      readonly segment: string;
      /** Index of that step in the path. */
      readonly index: number;
      /** The most similar path, as text, if one is close enough to suggest. */
      readonly nearest?: string;
    };

/**
 * Checks that a path exists in documents of a shape. It may end at a value, an object or an array.
 *
 * Any index is accepted for an array, whatever its length will be. A property that isn't spelled exactly so is matched
 * ignoring case and surrounding whitespace, unless that is ambiguous.
 */
export function checkDotPath(path: DotPath, shape: PathShape): CheckDotPathResult {
  checkTexts(path, { of: 'checkDotPath' });
  checkShape(shape);
  let current = shape;
  const known: string[] = [];
  for (const [index, segment] of path.entries()) {
    const next = step(current, segment);
    if (next === undefined) {
      const nearest = findNearestPath({ known, at: current, rest: path.slice(index) }, shape);
      return { ok: false, segment, index, ...(nearest === undefined ? {} : { nearest }) };
    }
    known.push(next.segment);
    current = next.shape;
  }
  return { ok: true, path: known };
}

/** Throws an `ArgumentError` unless a shape is one, with all that is in it. */
function checkShape(shape: PathShape, seen = new Set<PathShape>()): void {
  if (seen.has(shape)) return;
  seen.add(shape);
  const place = { of: 'checkDotPath', argument: 2 };
  if (!kinds.includes(shape?.kind)) {
    const offer = didYouMean(shape?.kind, kinds);
    throw wrongArgument(place, `a shape, whose kind is one of ${kinds.join(', ')}`, offer);
  }
  switch (shape.kind) {
    case 'value':
      return;
    case 'object':
      if (!isRecord(shape.properties)) throw wrongArgument(place, 'a shape, whose objects have properties');
      for (const property of Object.values(shape.properties)) checkShape(property, seen);
      return;
    case 'array':
      checkShape(shape.item, seen);
      return;
    case 'map':
      checkShape(shape.value, seen);
  }
}

/** The child at a step, with the step as the shape spells it. */
function step(
  shape: PathShape,
  segment: string,
): { readonly segment: string; readonly shape: PathShape } | undefined {
  switch (shape.kind) {
    case 'value':
      return undefined;
    case 'object': {
      const match = matchName(segment, Object.keys(shape.properties));
      const child = match.kind === 'found' ? shape.properties[match.name] : undefined;
      return match.kind === 'found' && child ? { segment: match.name, shape: child } : undefined;
    }
    case 'array': {
      const index = segment.trim();
      return isArrayIndex(index) ? { segment: index, shape: shape.item } : undefined;
    }
    case 'map':
      return { segment, shape: shape.value };
  }
}

/** The place at which a path leaves a shape. */
interface Departure {
  /** The steps that are in the shape. */
  readonly known: DotPath;
  /** What they lead to. */
  readonly at: PathShape;
  readonly rest: DotPath;
}

/** Finds the path nearest to the rest of a path: below what is known of it, else anywhere. */
function findNearestPath({ known, at, rest }: Departure, shape: PathShape): string | undefined {
  const below = nearestPath(rest, at);
  if (below !== undefined) return formatDotPath([...known, ...below]);
  if (known.length > 0 && at.kind === 'value') return formatDotPath(known);
  if (at.kind === 'array' && at.item.kind === 'value') return formatDotPath([...known, '0']);
  const anywhere = nearestPath(rest, shape);
  return anywhere && formatDotPath(anywhere);
}

function nearestPath(wanted: DotPath, shape: PathShape): DotPath | undefined {
  const paths = new Map([...listPaths(shape, wanted)].map((path) => [formatDotPath(path), path]));
  const nearest = nearestName(formatDotPath(wanted), paths.keys());
  return nearest === undefined ? undefined : paths.get(nearest);
}

/** Lists every path of a shape. Indexes and keys of a map are taken from the path being checked. */
function* listPaths(shape: PathShape, wanted: DotPath, parent: DotPath = []): Generator<DotPath> {
  for (const [segment, child] of listChildren(shape, wanted[parent.length])) {
    const path = [...parent, segment];
    yield path;
    yield* listPaths(child, wanted, path);
  }
}

function listChildren(shape: PathShape, wanted: string | undefined): [string, PathShape][] {
  switch (shape.kind) {
    case 'value':
      return [];
    case 'object':
      return Object.entries(shape.properties);
    case 'array':
      return [[wanted !== undefined && isArrayIndex(wanted) ? wanted : '0', shape.item]];
    case 'map':
      return wanted === undefined ? [] : [[wanted, shape.value]];
  }
}
