import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ConnectionInfo, PropertyAnnotation } from '@certbridge/ca-plugin';
import { beginsPem, decodeText } from '@certbridge/certificate';
import { readLocalFile } from '@certbridge/local-file';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import { type JsonDocument, readJsonFileIfPresent } from '../../files/json-file.ts';
import { locateProblem } from '../../files/locate-problem.ts';
import type { Redactor } from '../../logging/redactor.ts';
import type { Environment } from '../../settings/environment.ts';
import { resolveSecret } from '../../settings/secret-reference.ts';
import { isObject, parseObject } from '../../settings/settings-of.ts';
import { readAuthorities } from '../../settings/tls-files.ts';
import { nameVariables, type UsedVariable } from '../../settings/variables-of.ts';
import { pluginAnnotations } from './plugin-annotations.ts';

/** A connection as the plugin takes it, secrets in plain text. */
export interface LoadedConnection {
  readonly info: ConnectionInfo;
  /** PEM texts of further certificate authorities to trust. */
  readonly authorities: readonly string[];
  /** Files with secrets, whose permissions matter. */
  readonly secretFiles: readonly string[];
  /** Which variable decided which setting, to be logged by name and never by value. */
  readonly variables: readonly UsedVariable[];
  /** Names the place that the value of a setting came from: a variable, or a line of the file. */
  readonly place: (problem: ConfigurationFault) => ConfigurationFault;
}

interface Context {
  readonly env: Environment;
  readonly redactor: Redactor;
  /** Variables override the file's settings unless this says no, as where there are several connections. */
  readonly withVariables?: boolean;
  /** How another file is named, for the remedy; by `--connection` where it is left out. */
  readonly naming?: string | undefined;
}

/** A connection as far as it could be read, and what is wrong with its file; the plugin checks the values. */
export interface ConnectionFileResult {
  /** Undefined where the file has no settings. */
  readonly connection: LoadedConnection | undefined;
  readonly problems: readonly ConfigurationFault[];
}

/** The passphrase of a client certificate, as documented and as the portal's upload writes it; in lower case. */
const passphraseKeys: ReadonlySet<string> = new Set(['passphrase', 'importedcertificatepassword']);

/** A certificate with its chain and key has some ten kilobytes. */
const MAX_KEY_BYTES = 1024 * 1024;

/** The one setting that is the host's own, by its name in `config.json`. */
const authoritiesKey = 'caCertificateFile';

/**
 * Reads a connection: the plugin's settings by name in a JSON file, over them environment variables. A secret may be
 * `env:NAME` or `file:PATH`, and paths are relative to the file's folder. Every secret is added to the redactor.
 *
 * The plugin checks the values. Throws {@link ConfigurationError} if the file is missing or
 * malformed, and with every reference that leads nowhere.
 */
export async function loadConnection(file: string, context: Context): Promise<LoadedConnection> {
  const { connection, problems } = await readConnectionFile(file, context);
  if (connection === undefined || problems.length > 0) throw new ConfigurationError(problems);
  return connection;
}

/** Reads a connection like {@link loadConnection}, and returns what is wrong with it. */
export async function readConnectionFile(file: string, context: Context): Promise<ConnectionFileResult> {
  try {
    const document = await readJsonFileIfPresent(file);
    if (document === undefined) throw missing(file, context);
    if (!isObject(document.value)) throw notAnObject(file);
    return await readSettings(file, { document, settings: document.value, context });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { connection: undefined, problems: error.problems };
  }
}

async function readSettings(
  file: string,
  {
    document,
    settings: all,
    context,
  }: { readonly document: JsonDocument; readonly settings: object; readonly context: Context },
): Promise<ConnectionFileResult> {
  const {
    info: variables,
    used,
    unused,
  } = connectionVariables(context.withVariables === false ? {} : context.env);
  const overridden = new Set([...used.map(({ setting }) => setting), ...unused].map(lowerCase));
  const settings = Object.entries(all).filter(
    ([key]) => !/^[_$]/.test(key) && !overridden.has(key.trim().toLowerCase()),
  );
  const reading = new ReferenceReader(file, context);
  const info = Object.fromEntries(
    await Promise.all(
      [...settings, ...Object.entries(variables)]
        .filter(([key]) => !isAuthorities(key))
        .map(async ([key, value]) => [key, await reading.resolve(key, value)] as const),
    ),
  );
  const authorities = settings.find(([key]) => isAuthorities(key))?.[1];
  const trusted = await reading.authorities(authorities);
  const place = (problem: ConfigurationFault) => locateProblem(nameVariables(problem, used), [document]);
  const secretFiles = [file, ...reading.secretFiles];
  const connection = { info, authorities: trusted, secretFiles, variables: used, place };
  return { connection, problems: reading.problems.map(place) };
}

const settingOf = {
  SECTIGO_BASE_URL: 'ApiEndpoint',
  SECTIGO_CUSTOMER_URI: 'CustomerUri',
  SECTIGO_USERNAME: 'Username',
  SECTIGO_PASSWORD: 'Password',
  SECTIGO_CLIENT_ID: 'ClientId',
  SECTIGO_CLIENT_SECRET: 'ClientSecret',
  SECTIGO_TOKEN_URL: 'TokenUrl',
} as const;

// Logins, and the settings of the file that they have no use for.
const oauth = { authType: 'OAuth', unused: ['CustomerUri', 'Username', 'Password', 'ClientCertificate'] };
const password = {
  authType: 'Password',
  unused: ['ClientCertificate', 'ClientId', 'ClientSecret', 'TokenUrl'],
};
/** The login that a variable means; the first that is set counts. */
const loginOf = { SECTIGO_CLIENT_ID: oauth, SECTIGO_CLIENT_SECRET: oauth, SECTIGO_PASSWORD: password };

/**
 * Reads the settings of a connection that environment variables give, and the login that they mean. An empty one counts as
 * not set.
 */
function connectionVariables(env: Environment): {
  readonly info: ConnectionInfo;
  readonly used: LoadedConnection['variables'];
  /** Settings of the file that the login of the variables has no use for. */
  readonly unused: readonly string[];
} {
  const used = Object.entries(settingOf)
    .filter(([variable]) => env[variable])
    .map(([variable, setting]) => ({ setting, variable }));
  const info = Object.fromEntries(used.map(({ setting, variable }) => [setting, env[variable]]));
  const [login] = Object.entries(loginOf).filter(([variable]) => env[variable]);
  if (login === undefined) return { info, used, unused: [] };
  const [variable, { authType, unused }] = login;
  return {
    info: { ...info, AuthType: authType },
    used: [...used, { setting: 'AuthType', variable }],
    unused,
  };
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function isAuthorities(key: string): boolean {
  return key.trim().toLowerCase() === authoritiesKey.toLowerCase();
}

/** Replaces references by what they lead to, and collects what is wrong with them. */
class ReferenceReader {
  readonly problems: ConfigurationFault[] = [];
  readonly secretFiles: string[] = [];
  readonly #file: string;
  readonly #context: Context;

  constructor(file: string, context: Context) {
    this.#file = file;
    this.#context = context;
  }

  async resolve(key: string, value: unknown): Promise<unknown> {
    switch (typeOf(key)) {
      case 'Secret':
        return typeof value === 'string' ? this.#secret(key, value) : value;
      case 'ClientCertificate':
        return this.#clientCertificate(key, value);
      default:
        return value;
    }
  }

  async authorities(value: unknown): Promise<readonly string[]> {
    if (value === undefined || value === null || value === '') return [];
    const place = { file: this.#file, setting: authoritiesKey, directory: path.dirname(this.#file) };
    const read = typeof value === 'string' ? readAuthorities(value, place) : Promise.reject(notAPath(place));
    const text = await read.catch((error: unknown) => this.#note(error));
    return text === undefined ? [] : [text];
  }

  /** The path or content of certificate and key, alone or as fields together with their passphrase. */
  async #clientCertificate(key: string, value: unknown): Promise<unknown> {
    const object = typeof value === 'string' ? parseObject(value) : value;
    if (typeof value === 'string' && object === undefined) return this.#material(key, value);
    if (!isObject(object)) return value;
    const fields = Object.entries(object).map(async ([name, field]) => {
      const setting = `${key}.${name}`;
      if (typeof field !== 'string') return [name, field] as const;
      const isPassphrase = passphraseKeys.has(name.trim().toLowerCase());
      return [
        name,
        await (isPassphrase ? this.#secret(setting, field) : this.#material(setting, field)),
      ] as const;
    });
    return Object.fromEntries(await Promise.all(fields));
  }

  /** Returns the path of a file next to this one; text that is neither its name nor a reference is left to the plugin. */
  async #material(setting: string, text: string): Promise<string> {
    // An empty path would be the folder itself.
    if (text.trim() === '') return text;
    if (/^(env|file):/.test(text)) return this.#secret(setting, text);
    const file = path.resolve(path.dirname(this.#file), text);
    // A certificate's text is not a path, and much longer than any.
    if (text.length >= 1024 || !existsSync(file)) return text;
    if (await mayHoldKey(file)) this.secretFiles.push(file);
    return file;
  }

  async #secret(setting: string, text: string): Promise<string> {
    const { env, redactor } = this.#context;
    const directory = path.dirname(this.#file);
    try {
      const secret = await resolveSecret(text, {
        env,
        setting,
        file: this.#file,
        configDirectory: directory,
      });
      if (secret.file !== undefined) this.secretFiles.push(secret.file);
      redactor.addSecret(secret.value);
      return secret.value;
    } catch (error) {
      this.#note(error);
      return text;
    }
  }

  #note(error: unknown): undefined {
    if (!(error instanceof ConfigurationError)) throw error;
    this.problems.push(...error.problems);
  }
}

/** A certificate alone is not a secret; a PFX file holds its key. */
async function mayHoldKey(file: string): Promise<boolean> {
  const text = await readLocalFile(file, { maxBytes: MAX_KEY_BYTES }).then(
    decodeText,
    // Its problems are reported when it is initialized.
    () => undefined,
  );
  return text !== undefined && (!beginsPem(text, 'certificate') || beginsPem(text, 'privateKey'));
}

function typeOf(key: string): PropertyAnnotation['type'] | undefined {
  const settings = Object.entries(pluginAnnotations().connection);
  return settings.find(([name]) => name.toLowerCase() === key.trim().toLowerCase())?.[1].type;
}

function missing(file: string, { naming = 'with --connection' }: Context): ConfigurationError {
  return new ConfigurationError([
    {
      file,
      message: 'there is no such connection file',
      remedy: `Create it with the settings that certbridge ca annotations lists, or name another ${naming}.`,
    },
  ]);
}

function notAnObject(file: string): ConfigurationError {
  const message = 'the document is not an object of settings';
  return new ConfigurationError([
    { file, message, remedy: 'Write {"ApiEndpoint": …, "CustomerUri": …, …}.' },
  ]);
}

function notAPath({ file, setting }: { file: string; setting: string }): ConfigurationError {
  const message = 'this is not the path of a file';
  return new ConfigurationError([{ file, path: setting, message, remedy: 'Name a PEM file.' }]);
}
