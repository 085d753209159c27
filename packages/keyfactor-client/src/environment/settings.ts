/** What an environment or a profile says about one Command, in the words of Keyfactor's own tools. Absent is not said. */
export interface KeyfactorSettings {
  /** Host, perhaps with a scheme, a port or a path. */
  readonly hostname?: string;
  readonly port?: string;
  readonly apiPath?: string;
  readonly username?: string;
  readonly password?: string;
  readonly domain?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenUrl?: string;
  readonly scopes?: readonly string[];
  readonly audience?: string;
  readonly accessToken?: string;
  readonly skipVerify?: boolean;
  /** Further authorities to trust: each a file's path or PEM text. */
  readonly ca?: readonly string[];
  readonly timeoutSeconds?: number;
  /** Where another program keeps the secrets, such as `azid`. */
  readonly provider?: string;
  /** Whether a Kerberos login is described. */
  readonly kerberos?: boolean;
}

/** What is wrong with a setting: a sentence without its full stop that begins after the name. Never holds the value. */
export interface SettingProblem {
  /** Name of the variable, or of the property in the profile. */
  readonly name: string;
  readonly message: string;
  readonly remedy: string;
}

/** Settings without those that are not said. */
export function definedSettings(
  settings: {
    readonly [Name in keyof KeyfactorSettings]: KeyfactorSettings[Name] | undefined;
  },
): KeyfactorSettings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as KeyfactorSettings;
}
