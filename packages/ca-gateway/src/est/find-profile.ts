import type { CaHost, CaProfile, HostedCa } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';
import type { EstSettings } from './est-settings.ts';

/** A profile with the CA that has it. */
export interface FoundProfile {
  readonly ca: HostedCa;
  readonly profile: CaProfile;
}

/** Finds the profile that a label names, by its name or id; without a label that of the settings. Throws a {@link GatewayError} if there is none. */
export async function findProfile(
  { cas }: Pick<CaHost, 'cas'>,
  { label, settings }: { readonly label: string | undefined; readonly settings: EstSettings },
): Promise<FoundProfile> {
  const wanted = label ?? settings.profile;
  if (wanted === undefined) throw new GatewayError(404, 'Name a profile: /.well-known/est/PROFILE/…');
  const candidates = cas.filter(({ name }) => settings.ca === undefined || settings.ca === name);
  const found = await Promise.all(candidates.map((ca) => profilesOf(ca, wanted)));
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

async function profilesOf(ca: HostedCa, wanted: string): Promise<FoundProfile[]> {
  const profiles = await ca.profiles();
  const byName = profiles.filter(({ name }) => name === wanted);
  // Some clients can't put a blank into a path.
  const found = byName.length > 0 ? byName : profiles.filter(({ id }) => String(id) === wanted);
  return found.map((profile) => ({ ca, profile }));
}
