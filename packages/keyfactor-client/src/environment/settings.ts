/** The settings of one Command from the environment or a profile, with the terms of Keyfactor's own tools. */
export interface KeyfactorSettings {
  /** Host, optionally with a scheme, a port or a path. */
  readonly hostname?: string;
  readonly port?: string;
  readonly apiPath?: string;
  readonly username?: string;
  readonly password?: string;
  readonly domain?: string;
  /** Of OAuth2, as `clientSecret`, `tokenUrl`, `scopes` and `audience` are. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly tokenUrl?: string;
  readonly scopes?: readonly string[];
  readonly audience?: string;
  readonly accessToken?: string;
  readonly skipVerify?: boolean;
  /** Additional authorities to trust: paths of files, or PEM text. */
  readonly ca?: readonly string[];
  readonly timeoutSeconds?: number;
  /** External provider of the secrets, such as `azid`. */
  readonly provider?: string;
  /** Whether the settings describe a Kerberos login. */
  readonly kerberos?: boolean;
}

/** What is wrong with a variable or a property of a profile. The message completes a sentence that begins with the name; it never contains the value. */
export interface EnvironmentProblem {
  /** Name of the variable or property. */
  readonly name: string;
  readonly message: string;
  readonly remedy: string;
}

/** Drops undefined settings. */
export function definedSettings(
  settings: {
    readonly [Name in keyof KeyfactorSettings]: KeyfactorSettings[Name] | undefined;
  },
): KeyfactorSettings {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as KeyfactorSettings;
}
