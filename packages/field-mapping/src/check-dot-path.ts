import { type DotPath, formatDotPath } from './dot-path.ts';
import { editDistance } from './edit-distance.ts';
import { isArrayIndex } from './extract-path.ts';
import { matchName } from './match-name.ts';

/** What a document can look like; `map` is an object with keys that are not known beforehand. */
export type PathShape =
  | { readonly kind: 'value' }
  | { readonly kind: 'object'; readonly properties: Readonly<Record<string, PathShape>> }
  | { readonly kind: 'array'; readonly item: PathShape }
  | { readonly kind: 'map'; readonly value: PathShape };

export type DotPathCheck =
  | {
      readonly ok: true;
      /** The path in the spelling of the shape. */
      readonly path: DotPath;
    }
  | {
      readonly ok: false;
      /** The first step that the shape does not have. */
      readonly segment: string;
      /** Its place in the path, counted from 0. */
      readonly index: number;
      /** The text of the nearest whole path, where one is near enough to be what was meant. */
      readonly nearest?: string;
    };

/**
 * Checks that a path leads to something in documents of a shape, be it a single value or a whole object or array.
 *
 * An array is entered by any index, whatever the length of the array will be. Where the shape has no property that is spelt
 * exactly so, letter case and outer blanks don't matter, as long as they leave no choice.
 */
export function checkDotPath(path: DotPath, shape: PathShape): DotPathCheck {
  let current = shape;
  const known: string[] = [];
  for (const [index, segment] of path.entries()) {
    const next = step(current, segment);
    if (next === undefined) {
      const nearest = findNearestPath(path, shape);
      return { ok: false, segment, index, ...(nearest === undefined ? {} : { nearest }) };
    }
    known.push(next.segment);
    current = next.shape;
  }
  return { ok: true, path: known };
}

/** The child that a step leads to, with the step as the shape spells it. */
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

/** Finds the path with the fewest changes, at most a third of the text; a path that ends in the text is what was meant, too. */
function findNearestPath(path: DotPath, shape: PathShape): string | undefined {
  const wanted = formatDotPath(path).toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of listPaths(shape, path)) {
    const text = formatDotPath(candidate);
    const known = text.toLowerCase();
    const distance = known.endsWith(`.${wanted}`) ? 1 : editDistance(wanted, known);
    if (distance < nearestDistance) {
      nearest = text;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Lists every path of a shape; the steps that a shape leaves open are taken from the path that is being checked. */
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
