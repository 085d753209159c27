import nodePath, { type PlatformPath } from 'node:path';
import { ConfigurationError } from '../configuration-error.ts';
import { defaultLogSettings, type LogSettings, logFile } from './log-settings.ts';
import { type Context, childElements, expand, expandPath } from './nlog-context.ts';
import { readRules } from './nlog-rules.ts';
import { readTarget } from './nlog-targets.ts';
import { parseXml, type XmlElement } from './nlog-xml.ts';

/** Log settings as read, with what of the file has no effect here. */
export interface NlogResult extends LogSettings {
  /** Short names of what was not understood, for one line in the log. */
  readonly notUnderstood: readonly string[];
}

/**
 * Reads the text of an `nlog.config`: the variables `logDirectory`, `logFileName` and `errorFileName`, the targets
 * `MainLogFile` and `ErrorLogFile`, and the levels of the rules that write to them.
 */
export function parseNlogConfig(
  text: string,
  { file, baseDirectory, path = nodePath }: { file: string; baseDirectory: string; path?: PlatformPath },
): NlogResult {
  const nlog = findNlog(parseXml(text, file));
  if (nlog === undefined) {
    throw new ConfigurationError([
      {
        file,
        message: 'there is no <nlog> element',
        remedy: 'Correct the file, or rename it to log with the defaults.',
      },
    ]);
  }
  const notUnderstood = new Set<string>();
  const context: Context = {
    nlog,
    baseDirectory,
    path,
    notUnderstood,
    variables: readVariables(nlog),
    expanded: new Map(),
  };
  noteUnknownParts(context);
  const thresholds = readRules(context);
  const defaults = defaultLogSettings(baseDirectory, path);
  const directory = variablePath(context, 'logDirectory', 'logs');
  const mainName = variableText(context, 'logFileName') ?? path.basename(defaults.main.file);
  const errorName = variableText(context, 'errorFileName') ?? path.basename(defaults.errors.file);
  return {
    main: readTarget(
      context,
      'MainLogFile',
      logFile(path.resolve(directory, mainName), thresholds.main, path),
    ),
    errors: readTarget(
      context,
      'ErrorLogFile',
      logFile(path.resolve(directory, errorName), thresholds.errors, path),
    ),
    notUnderstood: [...notUnderstood],
  };
}

/** The element is the document's root, or stands in the <configuration> of a .NET application. */
function findNlog(elements: readonly XmlElement[]): XmlElement | undefined {
  const inside = elements.flatMap(({ name, children }) => (name === 'configuration' ? children : []));
  return [...elements, ...inside].find(({ name }) => name === 'nlog');
}

function readVariables(nlog: XmlElement): ReadonlyMap<string, string> {
  return new Map(
    childElements(nlog, 'variable').flatMap(({ attributes: { name, value } }) =>
      name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const],
    ),
  );
}

// How NLog itself works: nothing here has a counterpart, and nothing of it changes what is logged.
const rootWithoutEffect =
  /^(xmlns|xsi|schemalocation|autoreload|throw(config)?exceptions|internallog.*|global.*|parsemessagetemplates|keepvariablesonreload|autoshutdown)$/;

function noteUnknownParts({ nlog, notUnderstood }: Context): void {
  for (const name of Object.keys(nlog.attributes)) {
    if (!rootWithoutEffect.test(name)) notUnderstood.add(`attribute ${name} of <nlog>`);
  }
  for (const { name } of nlog.children) {
    if (!['variable', 'targets', 'rules'].includes(name)) notUnderstood.add(`<${name}>`);
  }
  for (const { attributes, name: element } of childElements(nlog, 'targets').flatMap(
    ({ children }) => children,
  )) {
    const { name = element } = attributes;
    if (!/^(mainlogfile|errorlogfile)$/i.test(name)) notUnderstood.add(`target ${name}`);
  }
}

function variableText(context: Context, name: string): string | undefined {
  const value = context.variables.get(name.toLowerCase());
  if (value === undefined) return undefined;
  const expanded = expand(context, value);
  if (expanded === undefined) context.notUnderstood.add(`variable ${name}`);
  return expanded;
}

function variablePath(context: Context, name: string, fallback: string): string {
  const value = context.variables.get(name.toLowerCase());
  const expanded = value === undefined ? undefined : expandPath(context, value);
  if (value !== undefined && expanded === undefined) context.notUnderstood.add(`variable ${name}`);
  return expanded ?? context.path.join(context.baseDirectory, fallback);
}
