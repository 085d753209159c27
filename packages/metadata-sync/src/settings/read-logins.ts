import { checkRules, withoutEmpty } from './check-rules.ts';
import { type Config, configRules, oauthRules } from './config-rules.ts';
import type { ConfigurationProblem, DocumentReading } from './document.ts';
import { canonicalizeKeys } from './known-keys.ts';
import type { KeyfactorLogin, SectigoLogin } from './sync-settings.ts';

/** How to log in to the two systems. */
export interface Logins {
  readonly sectigo: SectigoLogin;
  readonly keyfactor: KeyfactorLogin;
}

/** Chooses the login to each system from what the configuration fills in. */
export function readLogins(config: Config, file: string): DocumentReading<Logins> {
  const sectigo = readSectigoLogin(config, file);
  const keyfactor = readKeyfactorLogin(config, file);
  const problems = [...sectigo.problems, ...keyfactor.problems];
  const notes = [...sectigo.notes, ...keyfactor.notes];
  if (!sectigo.value || !keyfactor.value) return { problems, notes };
  return { value: { sectigo: sectigo.value, keyfactor: keyfactor.value }, problems, notes };
}

function readSectigoLogin(config: Config, file: string): DocumentReading<SectigoLogin> {
  const login = config.sectigoLogin;
  if (config.sectigoClientCertificate !== undefined) {
    const value: SectigoLogin = {
      type: 'certificate',
      login,
      certificateFile: config.sectigoClientCertificate,
      keyFile: config.sectigoClientCertificateKey,
      passphrase: config.sectigoClientCertificatePassphrase,
    };
    const notes =
      config.sectigoPassword === undefined
        ? []
        : [`${file}: config.sectigoPassword is not used, because config.sectigoClientCertificate is set.`];
    return { value, problems: [], notes };
  }
  if (config.sectigoPassword === undefined) {
    const { remedy } = configRules.sectigoPassword;
    return { problems: [{ file, path: 'config.sectigoPassword', message: 'is missing', remedy }], notes: [] };
  }
  return { value: { type: 'password', login, password: config.sectigoPassword }, problems: [], notes: [] };
}

function readKeyfactorLogin(config: Config, file: string): DocumentReading<KeyfactorLogin> {
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
  const problems: ConfigurationProblem[] = [];
  for (const key of ['keyfactorLogin', 'keyfactorPassword'] as const) {
    if (config[key] === undefined) {
      const remedy = `${configRules[key].remedy} For OAuth, fill in config.keyfactorOAuth instead.`;
      problems.push({ file, path: `config.${key}`, message: 'is missing', remedy });
    }
  }
  const { keyfactorLogin: username, keyfactorPassword: password } = config;
  if (username === undefined || password === undefined) return { problems, notes: [] };
  return { value: { type: 'basic', username, password }, problems, notes: [] };
}

function readOAuth(
  keyed: { readonly problems: readonly ConfigurationProblem[]; readonly notes: readonly string[] },
  values: Record<string, unknown>,
  { config, file, path }: { readonly config: Config; readonly file: string; readonly path: string },
): DocumentReading<KeyfactorLogin> {
  const checked = checkRules(oauthRules, values, { file, path });
  const problems = [...keyed.problems, ...checked.problems];
  const notes = [...keyed.notes];
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
