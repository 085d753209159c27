import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { trimInvisible } from '@certbridge/plain-text';
import type { LogFileSettings } from '../logging/log-settings.ts';
import { readLogSettings } from '../logging/read-log-settings.ts';
import type { Environment } from '../settings/environment.ts';
import { parseObject } from '../settings/settings-of.ts';
import { findFile } from './find-file.ts';
import { isFile } from './is-file.ts';
import { readJsonFileIfPresent } from './json-file.ts';

/** The files that an action works with, in addition to those of its configuration directory. */
export interface OwnFiles {
  readonly configDirectory: string;
  /** The file with addresses and logins; what it names is a file of the program, too. */
  readonly settingsFile: string;
  readonly databaseFile: string;
  /** What the action reads. */
  readonly inputs?: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
}

const configurationNames = [
  'config.json',
  'fields.json',
  'bannedcharacters.json',
  'ca.json',
  'nlog.config',
  'certbridge.lock',
  'certbridge-ca.lock',
];
/** Those that name further files. */
const namingNames = ['config.json', 'ca.json'];
const databaseNames = ['certbridge.db', 'ca.db'];
/** Suffixes of the files of a database, in addition to its own. */
export const companionSuffixes = ['-wal', '-shm', '-journal', '.key'];
const databaseSuffixes = ['', ...companionSuffixes];

/** Variables that name a file, relative to the working directory. */
const fileVariables = ['KEYFACTOR_CA_CERT', 'KEYFACTOR_AUTH_CA_CERT', 'KEYFACTOR_AUTH_CONFIG_FILE'];

/** Lists the files that certbridge itself works with, whichever of its actions; not all of them need to be there. */
export async function listOwnFiles(own: OwnFiles): Promise<string[]> {
  const { configDirectory, settingsFile, databaseFile, inputs = [] } = own;
  const named = await Promise.all(configurationNames.map((name) => findFile(configDirectory, name)));
  const databases = [databaseFile, ...databaseNames.map((name) => path.join(configDirectory, name))];
  return [
    ...inputs,
    settingsFile,
    ...named,
    ...databases.flatMap((database) => databaseSuffixes.map((suffix) => database + suffix)),
    ...(await listNamedFiles(own)),
    ...(await listLogs(configDirectory)),
  ];
}

async function listLogs(configDirectory: string): Promise<string[]> {
  // What is wrong with the file is reported where logging starts.
  const settings = await readLogSettings(configDirectory).catch(() => undefined);
  if (settings === undefined) return [];
  const { main, errors } = settings;
  return [main.file, errors.file, ...(await listArchives(main)), ...(await listArchives(errors))];
}

/** More than anybody keeps. */
const NEXT_ARCHIVES = 100;

/** The archives of a log that are there, whatever their number, and the next ones. */
async function listArchives({ archiveFile, maxArchiveFiles }: LogFileSettings): Promise<string[]> {
  const next = Array.from({ length: Math.min(maxArchiveFiles, NEXT_ARCHIVES) }, (_, number) =>
    archiveFile.replace('{#}', String(number)),
  );
  // The number may be in the name of a folder.
  const parts = archiveFile.split(path.sep);
  const at = parts.findIndex((part) => part.includes('{#}'));
  const [before = '', after = ''] = parts[at]?.split('{#}') ?? [];
  const names = await readdir(parts.slice(0, at).join(path.sep) || path.sep).catch(() => []);
  const isNumbered = (name: string) =>
    name.startsWith(before) &&
    name.endsWith(after) &&
    /^\d+$/.test(name.slice(before.length, name.length - after.length));
  const present = names
    .filter(isNumbered)
    .map((name) => [...parts.slice(0, at), name, ...parts.slice(at + 1)].join(path.sep));
  return [...present, ...next];
}

/** The files that exist and are named in the settings or the environment: secrets, certificates, authorities. */
async function listNamedFiles({ configDirectory, settingsFile, env, cwd }: OwnFiles): Promise<string[]> {
  const inDirectory = await Promise.all(namingNames.map((name) => findFile(configDirectory, name)));
  const documents = [...new Set([settingsFile, ...inDirectory])];
  const references = Object.values(env).filter((value) => value?.startsWith('file:'));
  const named = await Promise.all(
    documents.map(async (file) => {
      // What is wrong with the file is reported where it is needed.
      const document = await readJsonFileIfPresent(file).catch(() => undefined);
      const texts = [...textsIn(document?.value), ...textsIn(references)];
      // A path may come from a variable, then relative to the working directory.
      const variables = texts.flatMap((text) => (text.startsWith('env:') ? (env[text.slice(4)] ?? []) : []));
      return [...resolveAll(texts, path.dirname(file)), ...resolveAll(variables, cwd)];
    }),
  );
  const variables = fileVariables.flatMap((name) => env[name] ?? []);
  const homes = [env.HOME, env.USERPROFILE].flatMap((home) => home || []);
  const files = [
    ...named.flat(),
    ...resolveAll(variables, cwd),
    ...homes.map((home) => path.resolve(cwd, home, '.keyfactor', 'command_config.json')),
  ];
  const existing = await Promise.all(files.map(async (file) => ((await isFile(file)) ? [file] : [])));
  return existing.flat();
}

function resolveAll(texts: readonly string[], directory: string): string[] {
  return texts
    .map((text) => trimInvisible(text.replace(/^file:/, '')))
    .filter((text) => text !== '' && text.length < 1024)
    .map((text) => path.resolve(directory, text));
}

/** The texts in a value; a text that is a JSON object itself, as the portal stores a client certificate, gives its own. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value, ...textsIn(parseObject(value))];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
