import type { CaProfile, HostedCa } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';
import type { Patience } from '../patience.ts';
import { useCa } from '../use-ca.ts';
import type { EstServices } from './est-services.ts';

/** A profile with the CA that has it. */
export interface FoundProfile {
  readonly ca: HostedCa;
  readonly profile: CaProfile;
}

/** Finds the profile that a label names, by its name or id; without a label that of the settings. Throws a {@link GatewayError} if there is none. */
export async function findProfile(
  { host, est, settings }: Pick<EstServices, 'host' | 'est' | 'settings'>,
  { label, patience }: { readonly label: string | undefined; readonly patience: Patience },
): Promise<FoundProfile> {
  const wanted = label ?? est.profile;
  if (wanted === undefined) throw new GatewayError(404, 'Name a profile: /.well-known/est/PROFILE/…');
  const candidates = host.cas.filter(({ name }) => est.ca === undefined || est.ca === name);
  const options = patience.options();
  const listed = Promise.all(candidates.map(async (ca) => ({ ca, profiles: await ca.profiles(options) })));
  const found = (await useCa(listed, settings.retryAfterSeconds)).map((each) => named(each, wanted));
  const [first, ...others] = found.flat();
  if (first === undefined) throw new GatewayError(404, 'There is no such profile.');
  if (others.length > 0) {
    throw new GatewayError(
      404,
      'Several CAs have this profile. The configuration has to name one of them for EST.',
    );
  }
  return first;
}

function named(
  { ca, profiles }: { readonly ca: HostedCa; readonly profiles: readonly CaProfile[] },
  wanted: string,
): FoundProfile[] {
  const byName = profiles.filter(({ name }) => name === wanted);
  // Some clients can't put a blank into a path.
  const found = byName.length > 0 ? byName : profiles.filter(({ id }) => String(id) === wanted);
  return found.map((profile) => ({ ca, profile }));
}
