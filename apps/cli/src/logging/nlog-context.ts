import type { PlatformPath } from 'node:path';
import type { XmlElement } from './nlog-xml.ts';

/** What every part of an `nlog.config` is read with. */
export interface Context {
  readonly nlog: XmlElement;
  readonly baseDirectory: string;
  readonly path: PlatformPath;
  readonly notUnderstood: Set<string>;
  /** By name in lower case. */
  readonly variables: ReadonlyMap<string, string>;
  /** The values of expanded variables, so that none is expanded twice; undefined while one is being expanded. */
  readonly expanded: Map<string, string | undefined>;
}

/** The children of one name, in order. */
export function childElements(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/**
 * Expands a path; `undefined` when it is not understood.
 *
 * NLog takes a relative path from the base directory. A path of Windows has no meaning on another system.
 */
export function expandPath(context: Context, text: string): string | undefined {
  const { path, baseDirectory } = context;
  const expanded = expand(context, text);
  if (expanded === undefined || expanded.trim() === '') return undefined;
  if (path.sep === '\\') return path.resolve(baseDirectory, expanded);
  if (/^([a-z]:|\\\\)/i.test(expanded)) return undefined;
  return path.resolve(baseDirectory, expanded.replaceAll('\\', '/'));
}

/** Longer than any path; stops variables that multiply each other. */
const MAX_LENGTH = 32_768;

/**
 * Replaces `${basedir}`, `${name}` and `${var:name}`; `undefined` when another layout renderer is used, or when it becomes
 * longer than any path.
 */
export function expand(context: Context, text: string): string | undefined {
  let understood = true;
  let length = text.length;
  const expanded = text.replace(/\$\{([^{}]*)\}/g, (_match, renderer: string) => {
    const name = renderer.trim().toLowerCase();
    if (name === 'basedir') return context.baseDirectory;
    const result = expandVariable(context, name.replace(/^var:/, ''));
    length += result?.length ?? 0;
    if (result !== undefined && length <= MAX_LENGTH) return result;
    understood = false;
    return '';
  });
  return understood && !expanded.includes('${') ? expanded : undefined;
}

function expandVariable(context: Context, name: string): string | undefined {
  const { variables, expanded } = context;
  if (expanded.has(name)) return expanded.get(name);
  expanded.set(name, undefined);
  const value = variables.get(name);
  const result = value === undefined ? undefined : expand(context, value);
  expanded.set(name, result);
  return result;
}
