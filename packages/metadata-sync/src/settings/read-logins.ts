import { checkRules, withoutEmpty } from './check-rules.ts';
import { type Config, configRules, oauthRules } from './config-rules.ts';
import type { ConfigurationProblem, DocumentResult } from './document.ts';
import { canonicalizeKeys } from './known-keys.ts';
import type { KeyfactorLoginSettings, SectigoLoginSettings } from './sync-settings.ts';

/** How to log in to the two systems. */
export interface Logins {
  readonly sectigo: SectigoLoginSettings;
  readonly keyfactor: KeyfactorLoginSettings;
}

/** Where the settings stand, and which of them are wrong: those are not missing as well. */
interface Place {
  readonly file: string;
  readonly failed: ReadonlySet<string>;
}

/** Chooses the login to each system from what the configuration fills in. */
export function readLogins(config: Partial<Config>, place: Place): DocumentResult<Logins> {
  const sectigo = readSectigoLogin(config, place);
  const keyfactor = readKeyfactorLogin(config, place);
  const problems = [...sectigo.problems, ...keyfactor.problems];
  const notes = [...sectigo.notes, ...keyfactor.notes];
  if (!sectigo.value || !keyfactor.value) return { problems, notes };
  return { value: { sectigo: sectigo.value, keyfactor: keyfactor.value }, problems, notes };
}

function readSectigoLogin(config: Partial<Config>, place: Place): DocumentResult<SectigoLoginSettings> {
  if (config.sectigoClientId !== undefined || config.sectigoClientSecret !== undefined) {
    return readSectigoOAuth(config, place);
  }
  const withCertificate = config.sectigoClientCertificate !== undefined;
  const needed = ['sectigoLogin', 'sectigoCustomerUri', ...(withCertificate ? [] : ['sectigoPassword'])];
  const problems = findMissing(config, needed as (keyof Config)[], place);
  const {
    sectigoLogin: login,
    sectigoPassword: password,
    sectigoClientCertificate: certificateFile,
  } = config;
  if (problems.length > 0 || login === undefined) return { problems, notes: [] };
  if (certificateFile === undefined) {
    if (password === undefined) return { problems, notes: [] };
    return { value: { type: 'password', login, password }, problems, notes: [] };
  }
  const value: SectigoLoginSettings = {
    type: 'certificate',
    login,
    certificateFile,
    keyFile: config.sectigoClientCertificateKey,
    passphrase: config.sectigoClientCertificatePassphrase,
  };
  const notes =
    password === undefined
      ? []
      : [
          `${place.file}: config.sectigoPassword is not used, because config.sectigoClientCertificate is set.`,
        ];
  return { value, problems, notes };
}

function readSectigoOAuth(config: Partial<Config>, place: Place): DocumentResult<SectigoLoginSettings> {
  const problems = findMissing(config, ['sectigoClientId', 'sectigoClientSecret'], place);
  const { sectigoClientId: clientId, sectigoClientSecret: clientSecret, sectigoTokenUrl: tokenUrl } = config;
  if (clientId === undefined || clientSecret === undefined) return { problems, notes: [] };
  return { value: { type: 'oauth', clientId, clientSecret, tokenUrl }, problems, notes: [] };
}

function findMissing(
  config: Partial<Config>,
  keys: readonly (keyof Config)[],
  { file, failed }: Place,
): ConfigurationProblem[] {
  return keys
    .filter((key) => config[key] === undefined && !failed.has(key))
    .map((key) => ({ file, path: `config.${key}`, message: 'is missing', remedy: configRules[key].remedy }));
}

function readKeyfactorLogin(config: Partial<Config>, place: Place): DocumentResult<KeyfactorLoginSettings> {
  const { file } = place;
  if (config.keyfactorAccessToken !== undefined) {
    return { value: { type: 'token', accessToken: config.keyfactorAccessToken }, problems: [], notes: [] };
  }
  const oauth = config.keyfactorOAuth;
  if (oauth !== undefined) {
    const path = 'config.keyfactorOAuth';
    const keyed = canonicalizeKeys(oauth, { keys: Object.keys(oauthRules) }, { file, path });
    const values = withoutEmpty(keyed.values);
    // A stock file has the block with empty texts in it: not meant for use.
    const filledIn = ['tokenUrl', 'clientId', 'clientSecret'].some((key) => key in values);
    if (filledIn || keyed.problems.length > 0) return readOAuth(keyed, values, { config, file, path });
  }
  if (place.failed.has('keyfactorOAuth')) return { problems: [], notes: [] };
  const missing = findMissing(config, ['keyfactorLogin', 'keyfactorPassword'], place);
  const orOAuth = 'For OAuth, fill in config.keyfactorOAuth instead.';
  const problems = missing.map((problem) => ({ ...problem, remedy: `${problem.remedy} ${orOAuth}` }));
  const { keyfactorLogin: username, keyfactorPassword: password } = config;
  if (username === undefined || password === undefined) return { problems, notes: [] };
  return { value: { type: 'basic', username, password }, problems, notes: [] };
}

function readOAuth(
  keyed: { readonly problems: readonly ConfigurationProblem[] },
  values: Record<string, unknown>,
  { config, file, path }: { readonly config: Partial<Config>; readonly file: string; readonly path: string },
): DocumentResult<KeyfactorLoginSettings> {
  const checked = checkRules(oauthRules, values, { file, path });
  const problems = [...keyed.problems, ...checked.problems];
  const notes: string[] = [];
  if (config.keyfactorPassword !== undefined) {
    notes.push(`${file}: config.keyfactorPassword is not used, because config.keyfactorOAuth is filled in.`);
  }
  if (problems.length > 0 || !checked.value) return { problems, notes };
  const { scopesCsv, ...rest } = checked.value;
  const scopes = (scopesCsv ?? '').split(',').map((scope) => scope.trim());
  return {
    value: { type: 'oauth', ...rest, scopes: scopes.filter((scope) => scope !== '') },
    problems,
    notes,
  };
}
