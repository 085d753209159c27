// biome-ignore-all lint/suspicious/noTemplateCurlyInString: NLog's own notation
import { type LogFileSettings, logFile } from './log-settings.ts';
import { type Context, childElements, expandPath } from './nlog-context.ts';

// Changes nothing of what is logged, or is how this program works anyway.
const targetWithoutEffect =
  /^(name|type|keepfileopen|concurrentwrites|createdirs|autoflush|openfile.*|lineending|replacefilecontentsoneachwrite|optimizebufferreuse|networkwrites|cleanupfilename|force(managed|mutex).*)$/;

/** Applies what the target of one name says to the settings that hold without it. */
export function readTarget(context: Context, name: string, fallback: LogFileSettings): LogFileSettings {
  const targets = childElements(context.nlog, 'targets').flatMap(({ children }) => children);
  const target = targets.find(({ attributes }) => attributes.name?.toLowerCase() === name.toLowerCase());
  if (target === undefined) return fallback;
  const { attributes } = target;
  const note = (part: string) => context.notUnderstood.add(`${part} of target ${name}`);
  if (!/^file$/i.test(attributes.type ?? 'File')) {
    note('type');
    return fallback;
  }
  for (const key of Object.keys(attributes)) {
    if (!targetWithoutEffect.test(key) && !Object.hasOwn(targetSettings, key)) note(`attribute ${key}`);
  }
  for (const child of target.children) note(`<${child.name}>`);
  return Object.entries(targetSettings).reduce((settings, [key, apply]) => {
    const value = attributes[key];
    if (value === undefined) return settings;
    const applied = apply(settings, value, context);
    if (applied === undefined) note(`attribute ${key}`);
    return applied ?? settings;
  }, fallback);
}

type Apply = (settings: LogFileSettings, value: string, context: Context) => LogFileSettings | undefined;

const knownLayout = '${longdate} | ${uppercase:${level}} | ${logger} | ${message} ${exception}';

const targetSettings: Readonly<Record<string, Apply>> = {
  filename: (settings, value, context) => {
    const file = expandPath(context, value);
    // The archive follows the file unless the target says where it goes.
    return file === undefined
      ? undefined
      : { ...settings, ...logFile(file, settings.threshold, context.path) };
  },
  archivefilename: (settings, value, context) => {
    const archiveFile = expandPath(context, value);
    return archiveFile?.split('{#}').length === 2 ? { ...settings, archiveFile } : undefined;
  },
  archiveabovesize: (settings, value) => {
    const archiveAboveSize = Number(value);
    return Number.isSafeInteger(archiveAboveSize) && archiveAboveSize > 0
      ? { ...settings, archiveAboveSize }
      : undefined;
  },
  maxarchivefiles: (settings, value) => {
    const maxArchiveFiles = Number(value);
    return Number.isInteger(maxArchiveFiles) && maxArchiveFiles > 0
      ? { ...settings, maxArchiveFiles }
      : undefined;
  },
  archivenumbering: (settings, value) => (/^rolling$/i.test(value) ? settings : undefined),
  layout: (settings, value) => (squeeze(value) === squeeze(knownLayout) ? settings : undefined),
  encoding: (settings, value) => (/^utf-?8$/i.test(value) ? settings : undefined),
};

function squeeze(layout: string): string {
  return layout.replace(/\s+/g, '').toLowerCase();
}
