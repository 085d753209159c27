import { stat } from 'node:fs/promises';
import path from 'node:path';
import { beginsPem } from '@certbridge/certificate';
import { openLocalFile } from '@certbridge/local-file';
import { ConfigurationError } from '../configuration-error.ts';
import { readLogSettings } from '../logging/nlog-config.ts';
import type { Environment } from '../settings/environment.ts';
import { findFile } from './find-file.ts';
import { readJsonFileIfPresent } from './json-file.ts';
import { describeReadFailure } from './text-file.ts';

/** The files that a command works with, beside those of its configuration directory. */
export interface OwnFiles {
  readonly configDirectory: string;
  /** The file with addresses and logins; what it names is a file of the program, too. */
  readonly settingsFile: string;
  readonly databaseFile: string;
  /** What the command reads. */
  readonly inputs?: readonly string[];
  readonly env: Environment;
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
const databaseNames = ['certbridge.db', 'ca.db'];
const databaseSuffixes = ['', '-wal', '-shm', '-journal', '.key'];

/** More than any key with its certificates. */
const LOOKED_AT_BYTES = 4 * 1024 * 1024;

/**
 * Refuses to overwrite what can't be had again: the files of certbridge itself, whatever path or link leads to them, databases
 * like its own, and private keys. Throws {@link ConfigurationError}.
 */
export async function refuseOwnFile(file: string, own: OwnFiles): Promise<void> {
  const refuse = (message: string) =>
    new ConfigurationError([
      { file, message: `${message}, and is not overwritten`, remedy: 'Name another file with --out.' },
    ]);
  const target = await identify(file);
  for (const other of await listOwnFiles(own)) {
    if (target !== undefined && target === (await identify(other)))
      throw refuse(`this is a file that certbridge itself works with (${path.basename(other)})`);
  }
  switch (await findContent(file)) {
    case 'private-key':
      throw refuse('the file holds a private key');
    case 'database':
      throw refuse('the file is a database');
    case 'other':
  }
}

async function listOwnFiles({
  configDirectory,
  settingsFile,
  databaseFile,
  inputs = [],
  env,
}: OwnFiles): Promise<string[]> {
  const named = await Promise.all(configurationNames.map((name) => findFile(configDirectory, name)));
  const databases = [databaseFile, ...databaseNames.map((name) => path.join(configDirectory, name))];
  return [
    ...inputs,
    settingsFile,
    ...named,
    ...databases.flatMap((database) => databaseSuffixes.map((suffix) => database + suffix)),
    ...(await listNamedFiles(settingsFile, env)),
    ...(await listLogs(configDirectory)),
  ];
}

async function listLogs(configDirectory: string): Promise<string[]> {
  // What is wrong with the file is reported where logging starts.
  const settings = await readLogSettings(configDirectory).catch(() => undefined);
  return settings === undefined ? [] : [settings.main.file, settings.errors.file];
}

/** The files that exist and are named in the settings or the environment: secrets, certificates, authorities. */
async function listNamedFiles(settingsFile: string, env: Environment): Promise<string[]> {
  // What is wrong with the file is reported where it is needed.
  const document = await readJsonFileIfPresent(settingsFile).catch(() => undefined);
  const references = Object.values(env).filter((value) => value?.startsWith('file:'));
  const files = [...textsIn(document?.value), ...textsIn(references)]
    .filter((text) => text.length < 1024)
    .map((text) => path.resolve(path.dirname(settingsFile), text.replace(/^file:/, '')));
  const existing = await Promise.all(files.map(async (file) => ((await isFile(file)) ? [file] : [])));
  return existing.flat();
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What two paths of the same file have in common; undefined where there is not even its folder. */
async function identify(file: string): Promise<string | undefined> {
  const known = await numberOf(file);
  if (known !== undefined) return known;
  const folder = await numberOf(path.dirname(file));
  return folder === undefined ? undefined : `${folder}/${path.basename(file).toLowerCase()}`;
}

/** Follows links. */
function numberOf(file: string): Promise<string | undefined> {
  return stat(file, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  );
}

function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function findContent(file: string): Promise<'private-key' | 'database' | 'other'> {
  if (!(await isFile(file))) return 'other';
  const text = await readBeginning(file);
  if (text.startsWith('SQLite format 3')) return 'database';
  // A key in UTF-16, as PowerShell writes it, has a zero byte in each character.
  return beginsPem(text.replaceAll('\0', ''), 'privateKey') ? 'private-key' : 'other';
}

async function readBeginning(file: string): Promise<string> {
  try {
    const handle = await openLocalFile(file, { maxBytes: Number.POSITIVE_INFINITY });
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new ConfigurationError([
      { file, message: describeReadFailure(error), remedy: 'Name another file with --out.' },
    ]);
  }
}
