import { homedir } from 'node:os';
import path from 'node:path';
import { beginsPem, readPemBlocks } from '@certbridge/certificate';
import { readLocalFile } from '@certbridge/local-file';
import { didYouMean } from '@certbridge/plain-text';
import { checkArgument, type HttpOptions, optional, type Shape } from '@certbridge/rest-client';
import { invalidArgument } from '../arguments.ts';
import type { KeyfactorClientOptions } from '../client-options.ts';
import { system } from '../system.ts';
import { composeBaseUrl } from './base-url.ts';
import { chooseLogin } from './choose-login.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { readProfile } from './read-profile.ts';
import { readVariables, type Variables } from './read-variables.ts';
import type { EnvironmentProblem, KeyfactorSettings } from './settings.ts';

/** Options of {@link fromEnvironment}; client options given here override environment and configuration file. */
export interface FromEnvironmentOptions extends Partial<KeyfactorClientOptions> {
  /** Configuration file. Default: `KEYFACTOR_AUTH_CONFIG_FILE`, or `.keyfactor/command_config.json` in the home directory. */
  readonly configFile?: string | undefined;
  /** Profile in that file. Default: `KEYFACTOR_AUTH_CONFIG_PROFILE`, or `default`. */
  readonly profile?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Variables | undefined;
}

type ProfileOptions = Pick<FromEnvironmentOptions, 'configFile' | 'profile' | 'env'>;

const profileShape = {
  configFile: 'text?',
  profile: 'text?',
  env: 'object?',
} as const satisfies Shape<ProfileOptions>;
const profileOptions = optional('option', profileShape);
const environmentOptions = optional('option', {
  ...profileShape,
  baseUrl: 'text?',
  auth: 'object?',
  requestedWith: 'text?',
  http: 'object?',
} satisfies Shape<FromEnvironmentOptions>);

/**
 * Returns the client options that Keyfactor's own tools would use: `createKeyfactorClient(await fromEnvironment())`.
 *
 * An explicit option takes precedence over the environment, and that over the profile of the configuration file. Throws an
 * `ApiError` 'invalid-argument' that names what is missing, wrong or not supported, and contains no secret.
 * [keyfactor-auth-client-go, README; kfutil]
 */
export async function fromEnvironment(options: FromEnvironmentOptions = {}): Promise<KeyfactorClientOptions> {
  const of = 'fromEnvironment';
  checkArgument(options, environmentOptions, { of, name: `The argument of ${of}`, system });
  const { env = process.env, requestedWith, http } = options;
  const { settings: fromVariables, problems } = readVariables(env);
  refuse(problems);
  const fromProfile = await findProfile(options, env);
  const sources = [fromVariables, ...(fromProfile === undefined ? [] : [fromProfile])];
  return {
    baseUrl: options.baseUrl ?? findBaseUrl(sources),
    auth: options.auth ?? chooseLogin(sources),
    ...(requestedWith !== undefined && { requestedWith }),
    http: { ...(await httpOptions(sources)), ...http },
  };
}

/**
 * Returns client options from a profile of the configuration file, ignoring any login in the environment; undefined if there
 * is no such file or profile. Throws like {@link fromEnvironment}.
 */
export async function fromProfile(options: ProfileOptions = {}): Promise<KeyfactorClientOptions | undefined> {
  const of = 'fromProfile';
  checkArgument(options, profileOptions, { of, name: `The argument of ${of}`, system });
  const { env = process.env } = options;
  const profile = await findProfile(options, env);
  if (profile === undefined) return undefined;
  const sources = [profile];
  return { baseUrl: findBaseUrl(sources), auth: chooseLogin(sources), http: await httpOptions(sources) };
}

/** Reads the profile; one that was asked for must exist. */
async function findProfile(
  { configFile, profile }: Pick<FromEnvironmentOptions, 'configFile' | 'profile'>,
  env: Variables,
): Promise<KeyfactorSettings | undefined> {
  const namedFile = configFile ?? (env.KEYFACTOR_AUTH_CONFIG_FILE || undefined);
  const namedProfile = profile ?? (env.KEYFACTOR_AUTH_CONFIG_PROFILE || undefined);
  const file = namedFile ?? path.join(homeFolder(env), '.keyfactor', 'command_config.json');
  const document = await readConfigurationFile(file);
  if (document === undefined) {
    if (namedFile === undefined && namedProfile === undefined) return undefined;
    throw invalidArgument(`The configuration file of Keyfactor Command, ${file}, does not exist.`);
  }
  const { settings, names } = readProfile(document, namedProfile ?? 'default');
  if (settings === undefined && namedProfile !== undefined) {
    throw invalidArgument(
      `The configuration file of Keyfactor Command, ${file}, has no profile ${JSON.stringify(namedProfile)}.${didYouMean(namedProfile, names, JSON.stringify)}`,
    );
  }
  return settings;
}

function homeFolder(env: Variables): string {
  return (process.platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir();
}

function findBaseUrl(sources: readonly KeyfactorSettings[]): string {
  const merged: KeyfactorSettings = Object.assign({}, ...sources.toReversed());
  const { url, problems } = composeBaseUrl(merged);
  refuse(problems);
  if (url !== undefined) return url;
  throw invalidArgument(
    'There is no address of Keyfactor Command. Set KEYFACTOR_HOSTNAME, or host in the profile.',
  );
}

async function httpOptions(sources: readonly KeyfactorSettings[]): Promise<HttpOptions> {
  const merged: KeyfactorSettings = Object.assign({}, ...sources.toReversed());
  const { ca, skipVerify, timeoutSeconds } = merged;
  return {
    ...(ca !== undefined && { ca: await Promise.all(ca.map(readAuthority)) }),
    ...(skipVerify === true && { rejectUnauthorized: false }),
    ...(timeoutSeconds !== undefined && { attemptTimeoutMs: timeoutSeconds * 1000 }),
  };
}

/** Ten times the size of all public authorities' certificates together. */
const MAX_AUTHORITIES_BYTES = 4 * 1024 * 1024;

async function readAuthority(value: string): Promise<string> {
  if (beginsPem(value)) return value;
  const bytes = await readLocalFile(value, { maxBytes: MAX_AUTHORITIES_BYTES }).catch(() => undefined);
  if (bytes === undefined) {
    throw invalidArgument(
      `The certificate authority for Keyfactor Command can't be read from ${value}. Give the path of a PEM file, or PEM text.`,
    );
  }
  const read = readPemBlocks(bytes, { name: value, kind: 'chain' });
  if ('message' in read) {
    throw invalidArgument(
      `The certificate authority for Keyfactor Command can't be read: ${read.message}. ${read.remedy}`,
    );
  }
  return read.map(({ pem }) => pem).join('');
}

function refuse(problems: readonly EnvironmentProblem[]): void {
  if (problems.length === 0) return;
  const sentences = problems.map(({ name, message, remedy }) => `${name} ${message}. ${remedy}`);
  throw invalidArgument(sentences.join(' '));
}
