import { getLogger } from '@logtape/logtape';
import type { GatewayConfig } from './config/gateway-schema.ts';
import type { OpenedHost } from './open-host.ts';

const logger = getLogger(['certbridge', 'gateway']);

/** Warns of names in the configuration that no profile has: what is set for them has no effect. Says nothing where SCM can't be asked. */
export async function warnOfUnknownProfiles(
  { cas }: Pick<OpenedHost, 'cas'>,
  { config, signal }: { readonly config: GatewayConfig; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const profiles = await Promise.all(cas.map(({ ca }) => ca.profiles({ signal })));
    const known = new Set(profiles.flat().map(({ name }) => name));
    for (const name of namedProfiles(config)) {
      if (known.has(name)) continue;
      logger.warn(
        'The configuration names the profile {profile}, which SCM does not offer under this name. Names are compared letter by letter.',
        { profile: name },
      );
    }
  } catch (error) {
    // A gateway that is about to stop has closed its database, and no warning is worth its end.
    logger.debug('The names of profiles were not compared', { error });
  }
}

function namedProfiles({ cas, access, est }: GatewayConfig): Set<string> {
  return new Set([
    ...cas.flatMap(({ profiles }) => Object.keys(profiles)),
    ...access.rules.flatMap(({ profiles = [] }) => profiles),
    ...(est.profile === undefined ? [] : [est.profile]),
  ]);
}
