import { beginsPem } from '@certbridge/certificate';
import type { KeyfactorClientOptions, RequestedWith } from '@certbridge/keyfactor-client';
import type { KeyfactorLoginSettings, SectigoLoginSettings } from '@certbridge/metadata-sync';
import type { SectigoClientOptions } from '@certbridge/sectigo-client';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import type { Redactor } from '../logging/redactor.ts';
import { authorityVariables, type Environment } from './environment.ts';
import type { LoadedSettings } from './load-settings.ts';
import { resolveSecret } from './secret-reference.ts';
import { type FileSetting, readAuthorities, readAuthorityText, readClientCertificate } from './tls-files.ts';

/** What the clients log in with: the only place where secrets stand in plain text. */
export interface ResolvedLogins {
  readonly sectigo: SectigoClientOptions['auth'];
  readonly keyfactor: KeyfactorClientOptions['auth'];
  readonly requestedWith: RequestedWith | undefined;
  /** PEM texts of further certificate authorities to trust. */
  readonly authorities: readonly string[];
  /** Those to trust for Command and its token endpoint only. */
  readonly keyfactorAuthorities: readonly string[];
  /** Files with secrets, whose permissions matter. */
  readonly secretFiles: readonly string[];
}

interface Context {
  readonly configDirectory: string;
  /** What paths in environment variables are relative to. */
  readonly cwd: string;
  readonly env: Environment;
  readonly redactor: Redactor;
}

/**
 * Fetches the secrets, certificates and authorities that the settings refer to, and adds every secret to the redactor.
 *
 * Throws {@link ConfigurationError} with every reference that leads nowhere.
 */
export async function resolveLogins(loaded: LoadedSettings, context: Context): Promise<ResolvedLogins> {
  const { settings, environment, configFile } = loaded;
  const problems: ConfigurationFault[] = [];
  const secretFiles = [configFile];
  const secret = async (setting: string, text: string): Promise<string> => {
    const resolved = await resolveSecret(text, {
      ...context,
      file: configFile,
      setting: `config.${setting}`,
    });
    if (resolved.file !== undefined) secretFiles.push(resolved.file);
    context.redactor.addSecret(resolved.value);
    return resolved.value;
  };
  const place = (setting: string): FileSetting => ({
    directory: context.configDirectory,
    file: configFile,
    setting,
  });
  const collect = async <T>(reading: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await reading();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push(...error.problems.map(loaded.place));
      return undefined;
    }
  };
  const sectigo = await collect(() =>
    resolveSectigo(settings.sectigo.login, { secret, place: place('config.sectigoClientCertificate') }),
  );
  const keyfactor = await collect(() => resolveKeyfactor(settings.keyfactor.login, secret));
  const { caCertificateFile: caFile } = settings;
  const authorities = await collect(async () =>
    caFile === undefined ? [] : [await readAuthorities(caFile, place('config.caCertificateFile'))],
  );
  const keyfactorAuthorities = await collect(() =>
    readVariableAuthorities(environment.keyfactorHttp.ca, context),
  );
  if (problems.length > 0 || !sectigo || !keyfactor || !authorities || !keyfactorAuthorities) {
    throw new ConfigurationError(problems);
  }
  if (sectigo.type === 'oauth') context.redactor.addLogin(sectigo.clientId, sectigo.clientSecret);
  if (sectigo.type === 'password') context.redactor.addLogin(sectigo.login, sectigo.password);
  if (keyfactor.type === 'basic') context.redactor.addLogin(keyfactor.username, keyfactor.password);
  if (keyfactor.type === 'oauth') context.redactor.addLogin(keyfactor.clientId, keyfactor.clientSecret);
  const { login } = settings.keyfactor;
  const requestedWith = login.type === 'oauth' ? login.requestedWith : undefined;
  return { sectigo, keyfactor, requestedWith, authorities, keyfactorAuthorities, secretFiles };
}

type ReadSecret = (setting: string, text: string) => Promise<string>;

async function resolveSectigo(
  login: SectigoLoginSettings,
  { secret, place }: { secret: ReadSecret; place: FileSetting },
): Promise<SectigoClientOptions['auth']> {
  if (login.type === 'password') {
    return {
      type: 'password',
      login: login.login,
      password: await secret('sectigoPassword', login.password),
    };
  }
  if (login.type === 'oauth') {
    return { ...login, clientSecret: await secret('sectigoClientSecret', login.clientSecret) };
  }
  const { certificateFile, keyFile } = login;
  const passphrase =
    login.passphrase === undefined
      ? undefined
      : await secret('sectigoClientCertificatePassphrase', login.passphrase);
  const certificate = await readClientCertificate({ certificateFile, keyFile, passphrase }, place);
  return { type: 'certificate', login: login.login, certificate };
}

async function resolveKeyfactor(
  login: KeyfactorLoginSettings,
  secret: ReadSecret,
): Promise<KeyfactorClientOptions['auth']> {
  switch (login.type) {
    case 'basic':
      return { ...login, password: await secret('keyfactorPassword', login.password) };
    case 'token':
      return { ...login, accessToken: await secret('keyfactorAccessToken', login.accessToken) };
    case 'oauth': {
      const { requestedWith: _, ...rest } = login;
      return { ...rest, clientSecret: await secret('keyfactorOAuth.clientSecret', login.clientSecret) };
    }
  }
}

/** Each is PEM text, or the path of a file, as Keyfactor's own tools take it. */
async function readVariableAuthorities(
  values: readonly string[],
  { cwd, env }: Context,
): Promise<readonly string[]> {
  return Promise.all(
    values.map(async (value) => {
      const setting = authorityVariables.filter((name) => env[name] === value).join(', ');
      const place = { directory: cwd, file: 'environment', setting };
      return beginsPem(value) ? readAuthorityText(value, place) : readAuthorities(value, place);
    }),
  );
}
