import type { CaProfile, HostedCa, ProfileOptions } from '@certbridge/ca-host';
import type { Caller } from '../access/caller.ts';
import { accessRefused } from '../access-refused.ts';
import { GatewayError } from '../gateway-error.ts';
import type { Patience } from '../patience.ts';
import { useCa } from '../use-ca.ts';
import type { EstServices } from './est-services.ts';

/** A profile with the CA that has it. */
export interface FoundProfile {
  readonly ca: HostedCa;
  readonly profile: CaProfile;
}

/** Where a profile is looked for. */
export interface ProfileSearch {
  readonly label: string | undefined;
  readonly patience: Patience;
}

type Services = Pick<EstServices, 'host' | 'est' | 'settings'>;

/**
 * Finds the profile that a label names, by its name or id; without a label that of the settings. Where several CAs have it, the
 * one counts for which the caller may enroll. Throws a {@link GatewayError} if there is none, or still more than one.
 */
export async function findEstProfile(
  services: Services,
  { caller, ...search }: ProfileSearch & { readonly caller: Caller },
): Promise<FoundProfile> {
  const found = await lookUp(services, search);
  if (found.length === 0) throw missing(services, { caller, name: nameOf(services, search) });
  const allowed = found.filter(({ ca, profile }) =>
    caller.can('enroll', { ca: ca.name, profile: profile.name }),
  );
  const [first, ...others] = allowed.length > 0 ? allowed : found.slice(0, 1);
  if (first === undefined) throw noSuchProfile();
  if (others.length === 0) return first;
  throw new GatewayError(
    404,
    'Several CAs have this profile. The configuration has to name one of them for EST, or limit the rules of the caller to one.',
  );
}

/** Finds the profiles that a label names, of one CA or several. Throws a {@link GatewayError} if there is none. */
export async function findProfiles(
  services: Services,
  search: ProfileSearch,
): Promise<readonly FoundProfile[]> {
  const found = await lookUp(services, search);
  if (found.length === 0) throw noSuchProfile();
  return found;
}

async function lookUp(services: Services, search: ProfileSearch): Promise<readonly FoundProfile[]> {
  const name = nameOf(services, search);
  const candidates = candidatesOf(services);
  const { retryAfterSeconds } = services.settings;
  const list = async (options: ProfileOptions) => {
    // All have to tell: another one may have it, too.
    const listed = Promise.all(candidates.map(async (ca) => ({ ca, profiles: await ca.profiles(options) })));
    return (await useCa(listed, retryAfterSeconds)).flatMap((each) => named(each, name));
  };
  const options = search.patience.options();
  const known = await list(options);
  if (known.length > 0) return known;
  // It may be new.
  const wanted = (profile: CaProfile) => profile.name === name || String(profile.id) === name;
  return list({ ...options, wanted });
}

function nameOf({ est }: Services, { label }: ProfileSearch): string {
  const name = label ?? est.profile;
  if (name === undefined) throw new GatewayError(404, 'Name a profile: /.well-known/est/PROFILE/…');
  return name;
}

function candidatesOf({ host, est }: Services): readonly HostedCa[] {
  return host.cas.filter((ca) => est.ca === undefined || est.ca === ca.name);
}

/** Only callers who could enroll for a profile learn that it does not exist. */
function missing(
  services: Services,
  { caller, name }: { readonly caller: Caller; readonly name: string },
): GatewayError {
  const mayKnow = candidatesOf(services).every((ca) => caller.can('enroll', { ca: ca.name, profile: name }));
  return mayKnow
    ? noSuchProfile()
    : accessRefused(
        `${caller.name} asks for a profile that does not exist, and lacks the role enroll for it.`,
      );
}

function noSuchProfile(): GatewayError {
  return new GatewayError(404, 'There is no such profile.');
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
