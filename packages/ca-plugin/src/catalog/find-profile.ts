import { didYouMean, quoted } from '@certbridge/plain-text';
import type { CertificateProfile } from '@certbridge/sectigo-client';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { PluginContext } from '../plugin-context.ts';
import { type CatalogList, describeNamed, describePossible, describeUnreadable } from './catalog-list.ts';
import { isSameName, listAll } from './names.ts';

/** Finds the profile that a product stands for. Throws a {@link CaPluginError} 'invalid-request' where there is none. */
export async function findProfile(
  { catalog }: Pick<PluginContext, 'catalog'>,
  productId: string,
  signal?: AbortSignal,
): Promise<CertificateProfile> {
  const profiles = await catalog.profiles(signal);
  const found = profileOf(profiles.items, productId);
  if (found !== undefined) return found;
  throw new CaPluginError(describeUnknownProduct(profiles, productId), { code: 'invalid-request' });
}

/** Finds a profile by its id as text. */
export function profileOf(
  profiles: readonly CertificateProfile[],
  productId: string,
): CertificateProfile | undefined {
  return profiles.find(({ id }) => String(id) === productId.trim());
}

/** Says that a product is unknown, and which ones there are. */
export function describeUnknownProduct(
  { items: profiles, unreadable }: CatalogList<CertificateProfile>,
  productId: string,
): string {
  const row = unreadable.find(({ id }) => String(id) === productId.trim());
  if (row !== undefined) return describeUnreadable(`the SSL certificate profile ${productId.trim()}`, row);
  const named = profiles.find(({ name }) => isSameName(name, productId));
  if (named !== undefined) return `A product is given by its id: write ${named.id} for "${named.name}".`;
  const ofName = describeNamed(productId, { unreadable }, 'the SSL certificate profile');
  if (ofName !== undefined) return ofName;
  if (profiles.length === 0 && unreadable.length === 0) {
    return 'SCM offers this login no SSL certificate profile. Assign profiles to its organization in SCM.';
  }
  const offer = didYouMean(
    productId.trim(),
    profiles.map(({ id }) => String(id)),
  );
  const known = profiles.map(({ id, name }) => `${id} (${name})`);
  const others = known.length === 0 ? '' : ` ${listAll(known)}`;
  const possible = describePossible('id', { unreadable });
  return `SCM has no SSL certificate profile ${quoted(productId)} for this login.${possible}${offer}${others}`;
}
