import * as v from 'valibot';
import { invalidArgument } from '../arguments.ts';
import { definedSettings, type KeyfactorSettings } from './settings.ts';

const text = v.nullish(v.string());
const words = v.nullish(v.union([v.string(), v.number()]));

const ProfileSchema = v.looseObject({
  host: text,
  port: words,
  auth_port: words,
  api_path: text,
  username: text,
  password: text,
  domain: text,
  client_id: text,
  client_secret: text,
  token_url: text,
  scopes: v.nullish(v.union([v.array(v.string()), v.string()])),
  audience: text,
  access_token: text,
  skip_tls_verify: v.nullish(v.boolean()),
  ca_cert_path: text,
  auth_type: text,
  auth_provider: v.nullish(v.looseObject({ type: text })),
});

const ConfigurationSchema = v.looseObject({ servers: v.record(v.string(), v.unknown()) });

/** A profile of the configuration file of Keyfactor's own tools; without settings where the file has no profile of that name. */
export interface ConfiguredProfile {
  readonly settings: KeyfactorSettings | undefined;
  /** The names of all profiles. */
  readonly names: readonly string[];
}

/**
 * Reads a profile from the parsed configuration file of Keyfactor's own tools.
 *
 * Throws an `ApiError` 'invalid-argument' for a document of another form. The message names the property, never its value.
 */
export function readProfile(document: unknown, profile: string): ConfiguredProfile {
  const configuration = v.safeParse(ConfigurationSchema, document);
  if (!configuration.success) {
    throw invalidArgument('The configuration file of Keyfactor Command has no "servers" with profiles.');
  }
  const { servers } = configuration.output;
  const names = Object.keys(servers);
  if (!Object.hasOwn(servers, profile)) return { settings: undefined, names };
  const result = v.safeParse(ProfileSchema, servers[profile]);
  if (!result.success) {
    const place = v.getDotPath(result.issues[0]) ?? 'the profile itself';
    throw invalidArgument(
      `A profile in the configuration file of Keyfactor Command can't be used: ${place} has the wrong type.`,
    );
  }
  return { settings: toSettings(result.output), names };
}

function toSettings(profile: v.InferOutput<typeof ProfileSchema>): KeyfactorSettings {
  const { scopes, auth_type: type, ca_cert_path: ca } = profile;
  const kerberos =
    type?.toLowerCase() === 'kerberos' ||
    Object.keys(profile).some((key) => key.startsWith('kerberos_') && isSaid(profile[key]));
  return definedSettings({
    hostname: profile.host || undefined,
    // The official tools write 0 if no port was given.
    port: Number(profile.port) === 0 ? undefined : String(profile.port ?? '') || undefined,
    apiPath: profile.api_path || undefined,
    username: profile.username || undefined,
    password: profile.password || undefined,
    domain: profile.domain || undefined,
    clientId: profile.client_id || undefined,
    clientSecret: profile.client_secret || undefined,
    tokenUrl: profile.token_url || undefined,
    scopes: typeof scopes === 'string' ? scopes.split(',') : (scopes ?? undefined),
    audience: profile.audience || undefined,
    accessToken: profile.access_token || undefined,
    skipVerify: profile.skip_tls_verify ?? undefined,
    ca: ca ? [ca] : undefined,
    provider: profile.auth_provider?.type || undefined,
    kerberos: kerberos || undefined,
  });
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false;
}
