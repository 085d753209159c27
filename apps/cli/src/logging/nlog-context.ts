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
}

/** The children of one name, in order. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
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

/** Replaces `${basedir}`, `${name}` and `${var:name}`; `undefined` when another layout renderer is used. */
export function expand(context: Context, text: string, inside: readonly string[] = []): string | undefined {
  let understood = true;
  const expanded = text.replace(/\$\{([^{}]*)\}/g, (_match, renderer: string) => {
    const name = renderer.trim().toLowerCase();
    if (name === 'basedir') return context.baseDirectory;
    const variable = name.replace(/^var:/, '');
    const value = inside.includes(variable) ? undefined : context.variables.get(variable);
    const result = value === undefined ? undefined : expand(context, value, [...inside, variable]);
    if (result === undefined) understood = false;
    return result ?? '';
  });
  return understood && !expanded.includes('${') ? expanded : undefined;
}
