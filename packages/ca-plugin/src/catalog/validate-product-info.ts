import { quoted } from '@certbridge/plain-text';
import type { Organization } from '@certbridge/sectigo-client';
import type { ProductInfo } from '../contract/enrollment.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { PluginContext } from '../plugin-context.ts';
import { type CatalogList, describeNamed, describeRow } from './catalog-list.ts';
import { chooseOrganization } from './choose-organization.ts';
import { chooseTerm } from './choose-term.ts';
import { findOrganization } from './find-organization.ts';
import { describeUnknownProduct, profileOf } from './find-profile.ts';
import { isSameName, suggestName } from './names.ts';
import { readTemplateSettings, type TemplateSettings } from './template-settings.ts';

/** Lists what is wrong with a product and the settings of its template, as SCM has its profiles and organizations now. */
export async function validateProductInfo(
  { productId, parameters }: ProductInfo,
  context: Pick<PluginContext, 'catalog' | 'wording'>,
  signal?: AbortSignal,
): Promise<readonly SettingProblem[]> {
  const { settings, problems: flaws } = readTemplateSettings(parameters);
  const problems: SettingProblem[] = [...flaws];
  const profiles = await context.catalog.profiles(signal);
  const profile = profileOf(profiles.items, productId);
  if (profile === undefined) {
    problems.push({ setting: null, message: describeUnknownProduct(profiles, productId) });
  } else {
    const term = chooseTerm(profile, settings.lifetime);
    if ('problem' in term) problems.push({ setting: 'Lifetime', message: term.problem });
  }
  const organization = await checkOrganizations(settings, context, signal);
  return organization === undefined ? problems : [...problems, organization];
}

async function checkOrganizations(
  { organization, department }: TemplateSettings,
  context: Pick<PluginContext, 'catalog' | 'wording'>,
  signal: AbortSignal | undefined,
): Promise<SettingProblem | undefined> {
  if (organization !== undefined) {
    const choice = await findOrganization(
      context,
      { organization, department, wording: context.wording },
      signal,
    );
    if ('orgId' in choice) return undefined;
    const { items } = await context.catalog.organizations(signal);
    const parent = chooseOrganization(items, { organization });
    const setting = department === undefined || 'problem' in parent ? 'Organization' : 'Department';
    return { setting, message: choice.problem };
  }
  if (department === undefined) return undefined;
  // The organization comes from each request's subject, so any that has the department will do.
  const message = findAnywhere(await context.catalog.organizations(signal), department);
  return message === undefined ? undefined : { setting: 'Department', message };
}

function findAnywhere(organizations: CatalogList<Organization>, department: string): string | undefined {
  const names = organizations.items.flatMap(({ departments }) => departments.map(({ name }) => name));
  if (names.some((name) => isSameName(name, department))) return undefined;
  const departments = organizations.unreadable.filter(({ organizationId }) => organizationId !== undefined);
  const named = describeNamed(department, { unreadable: departments }, 'the department');
  if (named !== undefined) return named;
  const remedy = names.length === 0 ? 'There are none at all.' : suggestName(department, [...new Set(names)]);
  // An organization has departments, and one without a name may be the one that is meant.
  const row = organizations.unreadable.find(
    ({ organizationId, name }) => organizationId === undefined || name === undefined,
  );
  const possible = row === undefined ? '' : ` One of them can't be read: ${describeRow(row)}`;
  return `No organization in SCM has a department ${quoted(department)}. ${remedy}${possible}`;
}
