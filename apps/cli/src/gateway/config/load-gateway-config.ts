import path from 'node:path';
import { didYouMean, endSentence } from '@certbridge/plain-text';
import * as v from 'valibot';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import { readJsonFileIfPresent } from '../../files/json-file.ts';
import { locateProblem } from '../../files/locate-problem.ts';
import type { Redactor } from '../../logging/redactor.ts';
import type { Environment } from '../../settings/environment.ts';
import { resolveSecret } from '../../settings/secret-reference.ts';
import { isObject } from '../../settings/settings-of.ts';
import { readTlsFiles, type TlsFiles, type TlsMaterial } from '../server/read-tls-files.ts';
import { checkCaNames } from './check-ca-names.ts';
import { checkSettingForms } from './check-setting-forms.ts';
import { type GatewayConfig, GatewaySchema } from './gateway-schema.ts';
import { isUnknownKey, listIssues } from './list-issues.ts';
import { type CaConnection, readConnections, withConnections } from './load-connections.ts';
import { namesAt, withSchemaNames } from './schema-names.ts';
import { filledTextIn, listIn, textIn } from './value-in.ts';

/** A configuration with the files that it names. */
export interface LoadedGatewayConfig {
  readonly file: string;
  /** What paths in it are relative to. */
  readonly directory: string;
  readonly config: GatewayConfig;
  readonly tls: TlsMaterial;
  readonly connections: readonly CaConnection[];
  /** Files with secrets, whose permissions matter. */
  readonly secretFiles: readonly string[];
}

/** Keys whose value may be `env:NAME` or `file:PATH`. */
const secretKeys: ReadonlySet<string> = new Set(['password', 'passphrase']);

/**
 * Reads the configuration of a gateway with the TLS files and connections that it names. Every secret is added to the redactor.
 *
 * Throws {@link ConfigurationError} with every problem of all these files, and with every reference that leads nowhere.
 */
export async function loadGatewayConfig(
  file: string,
  { env, redactor }: { readonly env: Environment; readonly redactor: Redactor },
): Promise<LoadedGatewayConfig> {
  const document = await readJsonFileIfPresent(file);
  if (document === undefined) throw noSuchFile(file);
  const directory = path.dirname(file);
  const problems: ConfigurationFault[] = [];
  const secretFiles: string[] = [];
  const unresolved = new Set<string>();
  const resolve = async (setting: string, reference: string): Promise<string> => {
    try {
      const secret = await resolveSecret(reference, { env, file, setting, configDirectory: directory });
      if (secret.file !== undefined) secretFiles.push(secret.file);
      else if (secret.value === reference) secretFiles.push(file);
      redactor.addSecret(secret.value);
      return secret.value;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push(...error.problems);
      unresolved.add(setting);
      return reference;
    }
  };
  const value = await withSecrets(withSchemaNames(GatewaySchema, document.value), { at: '', resolve });
  problems.push(...listIssues(GatewaySchema, value).map((issue) => toProblem(issue, file)));
  problems.push(
    ...[...checkCaNames(value), ...checkSettingForms(value)].map((problem) => ({ ...problem, file })),
  );
  // Whatever is wrong with the document, the files that it names are looked at, so that all is reported at once.
  const tlsFiles = tlsFilesOf(value, file);
  const tls = await readTlsFiles({ ...tlsFiles, lacksPassphrase: unresolved.has('listen.passphrase') });
  const names = listIn(value, 'cas').map((ca) => textIn(ca, 'connection'));
  const { byFile, problems: ofConnections } = await readConnections(names, {
    directory,
    env,
    redactor,
    configuration: file,
  });
  problems.push(...tls.problems, ...ofConnections);
  const { output: config, success } = v.safeParse(GatewaySchema, value);
  if (problems.length > 0 || !success || tls.material === undefined) {
    throw new ConfigurationError(problems.map((problem) => locateProblem(problem, [document])));
  }
  const connections = withConnections(config.cas, { byFile, directory });
  secretFiles.push(...keyFiles(tlsFiles), ...connections.flatMap(({ loaded }) => loaded.secretFiles));
  return { file, directory, config, tls: tls.material, connections, secretFiles };
}

/** Names the TLS files of a configuration. */
export function tlsFilesOf(config: unknown, file: string): TlsFiles {
  return {
    file,
    certificateFile: textIn(config, 'listen', 'certificateFile'),
    keyFile: textIn(config, 'listen', 'keyFile'),
    clientAuthorityFiles: listIn(config, 'listen', 'clientAuthorityFiles').map((name) =>
      typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined,
    ),
    passphrase: filledTextIn(config, 'listen', 'passphrase'),
  };
}

/** Files with a key, whose permissions matter. */
export function keyFiles({ file, keyFile }: TlsFiles): string[] {
  return keyFile === undefined ? [] : [path.resolve(path.dirname(file), keyFile)];
}

function noSuchFile(file: string): ConfigurationError {
  const message = 'there is no such configuration';
  const remedy = 'Name another with --config, or have one written by certbridge gateway init.';
  return new ConfigurationError([{ file, message, remedy }]);
}

interface SecretWalk {
  /** Path of the value in the document. */
  readonly at: string;
  readonly resolve: (setting: string, reference: string) => Promise<string>;
}

/** Returns a document without its comments (keys that begin with `_` or `$`), and with secrets in the place of references. */
async function withSecrets(value: unknown, { at, resolve }: SecretWalk): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map((item, index) => withSecrets(item, { at: `${at}[${index}]`, resolve })));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !/^[_$]/.test(key));
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([key, item]) => {
        const place = at === '' ? key : `${at}.${key}`;
        const isSecret = secretKeys.has(key) && typeof item === 'string';
        return [key, isSecret ? await resolve(place, item) : await withSecrets(item, { at: place, resolve })];
      }),
    ),
  );
}

/** An issue of the schema as a problem: its message says what to write, which is the remedy. */
function toProblem(issue: v.BaseIssue<unknown>, file: string): ConfigurationFault {
  const place = pathOf(issue);
  if (isUnknownKey(issue)) return unknownSetting(issue, { file, place });
  if (issue.type === 'strict_object' && issue.received === 'undefined') return missing(file, place);
  // Messages of the library itself name what was received.
  const remedy = issue.message.startsWith('Invalid ')
    ? `Write ${wanted[issue.expected ?? ''] ?? issue.expected ?? 'another value'}`
    : issue.message;
  return {
    file,
    path: place,
    message: 'this is not valid',
    remedy: endSentence(remedy),
  };
}

/** Kinds of values as the library calls them. */
const wanted: Readonly<Record<string, string>> = { Array: 'a list', Object: 'an object' };

function unknownSetting(
  { path: items }: v.BaseIssue<unknown>,
  { file, place }: { readonly file: string; readonly place: string },
): ConfigurationFault {
  const keys = (items ?? []).map(({ key }) => key);
  const nearest = didYouMean(keys.at(-1), namesAt(GatewaySchema, keys.slice(0, -1)));
  const remedy = `Correct its name, or remove it.${nearest}`;
  return { file, path: place, message: 'there is no such setting', remedy };
}

function missing(file: string, place: string): ConfigurationFault {
  return { file, path: place, message: 'this setting is missing', remedy: 'Add it.' };
}

function pathOf({ path: items }: v.BaseIssue<unknown>): string {
  return (items ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
