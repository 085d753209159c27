import { setTimeout as delay } from 'node:timers/promises';
import type { CaProfile } from '@certbridge/ca-host';
import { CaPluginError } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { GatewayConfig } from './config/gateway-schema.ts';
import type { ScannedCa } from './open-host.ts';

/** SCM is asked again until it can be. */
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
const logger = getLogger(['certbridge', 'gateway']);

/**
 * Compares the configuration with what SCM has, once it can be asked, and warns of names and settings without effect, and of what
 * orders will be refused for. Ends with the signal; never throws.
 */
export async function compareWithScm(
  cas: readonly Pick<ScannedCa, 'ca'>[],
  { config, signal }: { readonly config: GatewayConfig; readonly signal: AbortSignal },
): Promise<void> {
  const profiles = await Promise.all(
    cas.map(async ({ ca }) => {
      const checks = await onceAsked(() => ca.checkProfiles({ signal }), signal);
      for (const { profile, wrong, missing } of checks ?? []) {
        for (const { message: problem } of [...wrong, ...missing]) {
          logger.warn('{ca}: the settings of the profile {profile} do not fit what SCM has. {problem}', {
            ca: ca.name,
            profile,
            problem,
          });
        }
      }
      return checks && onceAsked(() => ca.profiles({ signal }), signal);
    }),
  );
  const known = profiles.filter((list) => list !== undefined);
  if (known.length < profiles.length) return;
  warnOfUnknownProfiles(known.flat(), config);
  warnOfSharedLabels(known, config);
}

/** Asks SCM until it responds; undefined once the signal is aborted, or another error than of SCM comes up. */
async function onceAsked<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
    try {
      return await work();
    } catch (error) {
      // A gateway that is about to stop has closed its database, and no warning is worth its end.
      logger.debug('The configuration was not compared with SCM', { error });
      if (!(error instanceof CaPluginError)) return undefined;
    }
    await delay(wait, undefined, { signal, ref: false }).catch(() => undefined);
  }
  return undefined;
}

function warnOfUnknownProfiles(profiles: readonly CaProfile[], config: GatewayConfig): void {
  const known = new Set(profiles.map(({ name }) => name));
  for (const name of namedProfiles(config)) {
    if (known.has(name)) continue;
    logger.warn(
      'The configuration names the profile {profile}, which SCM does not offer under this name. Names are compared letter by letter.',
      { profile: name },
    );
  }
}

function namedProfiles({ cas, access, est }: GatewayConfig): Set<string> {
  return new Set([
    ...cas.flatMap(({ profiles }) => Object.keys(profiles)),
    ...access.rules.flatMap(({ profiles = [] }) => profiles),
    ...(est.profile === undefined ? [] : [est.profile]),
  ]);
}

/** Only callers whose rules are limited to one of the CAs can enroll by EST then. */
function warnOfSharedLabels(profiles: readonly (readonly CaProfile[])[], { est }: GatewayConfig): void {
  if (est.ca !== undefined) return;
  const names = profiles.flatMap((list) => [...new Set(list.map(({ name }) => name))]);
  const shared = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (shared.length === 0) return;
  logger.warn(
    'Several CAs have the profiles {profiles}: EST enrolls for them only callers whose rules are limited to one of these CAs. Name the CA for EST in est.ca.',
    { profiles: shared.join(', ') },
  );
}
