import type { Node } from 'jsonc-parser';
import type { ConfigurationFault } from '../configuration-error.ts';
import { type JsonDocument, positionAt, propertiesOf } from './json-file.ts';

/**
 * Adds line and column to a problem that names a place in a document, e.g. `config.sslTypeIds[0]`.
 *
 * A place that the document doesn't have, such as a missing key, stays without.
 */
export function locateProblem(
  problem: ConfigurationFault,
  documents: readonly JsonDocument[],
): ConfigurationFault {
  const document = documents.find(({ file }) => file === problem.file);
  if (document === undefined || !problem.path || problem.line !== undefined) return problem;
  const node = findNode(document.root, { path: '', wanted: problem.path.toLowerCase() });
  return node === undefined ? problem : { ...problem, ...positionAt(document.lineStarts, node.offset) };
}

/** Paths are compared without case: problems name a key as it is known, the file as it was typed. */
function findNode(node: Node, { path, wanted }: { path: string; wanted: string }): Node | undefined {
  if (path !== '' && path === wanted) return node;
  if (!wanted.startsWith(path)) return undefined;
  if (node.type === 'array') {
    // A list may be long, and a problem in each of its elements.
    const index = /^\[(\d+)\]/.exec(wanted.slice(path.length))?.[1];
    const element = node.children?.[Number(index)];
    return element === undefined ? undefined : findNode(element, { path: `${path}[${index}]`, wanted });
  }
  for (const { key, value } of propertiesOf(node)) {
    const name = String(key.value).toLowerCase();
    const found = findNode(value, { path: path === '' ? name : `${path}.${name}`, wanted });
    if (found !== undefined) return found;
  }
  return undefined;
}
