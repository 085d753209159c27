import { quoted } from '@certbridge/plain-text';
import type { Department, Organization, OrganizationDetails } from '@certbridge/sectigo-client';
import { type ParameterWording, sentence, templateWording } from '../contract/parameter-wording.ts';
import type { OrderRefusal } from '../enrollment/refusal.ts';
import { isSameName, suggestName } from './names.ts';

/** What an organization is chosen by. */
export interface WantedOrganization {
  /** Name from the template; overrides the subject's. */
  readonly organization?: string | undefined;
  /** Name from the template. */
  readonly department?: string | undefined;
  /** O of the subject. */
  readonly subjectOrganization?: string | undefined;
  /** Whether the subject has an OU, which used to name the department. */
  readonly subjectHasOU?: boolean | undefined;
  /** That of the template by default. */
  readonly wording?: ParameterWording | undefined;
}

/** The id to order with, or why there is none. */
export type OrganizationResult = { readonly orgId: number } | OrderRefusal;

/** The name of the organization to order for. */
export function organizationName(wanted: WantedOrganization): string | undefined {
  return filled(wanted.organization) ?? filled(wanted.subjectOrganization);
}

/** Chooses the organization or department by name. Whether it may issue, {@link checkOrganization} says. */
export function chooseOrganization(
  organizations: readonly Organization[],
  wanted: WantedOrganization,
): OrganizationResult {
  const { wording = templateWording } = wanted;
  const name = organizationName(wanted);
  const origin =
    filled(wanted.organization) === undefined ? 'the O of the subject' : wording.source('Organization');
  if (name === undefined) {
    return {
      problem: `There is no organization to order for. ${sentence(wording.set('Organization'))}, or give the subject an O.`,
      publicReason: 'There is no organization to order for. Give the subject an O.',
    };
  }
  const found = findOne(organizations, name);
  if ('problem' in found) {
    return {
      problem: `SCM ${found.problem} organization ${quote(name)} (${origin}).${found.remedy}`,
      ...(filled(wanted.organization) === undefined && { publicReason: unknownSubjectOrganization }),
    };
  }
  const department = filled(wanted.department);
  if (department === undefined) return { orgId: found.match.id };
  return chooseDepartment(organizations, { organization: found.match, department, wording });
}

function chooseDepartment(
  organizations: readonly Organization[],
  {
    organization,
    department,
    wording,
  }: {
    readonly organization: Organization;
    readonly department: string;
    readonly wording: ParameterWording;
  },
): OrganizationResult {
  const found = findOne(organization.departments, department);
  if ('match' in found) return { orgId: found.match.id };
  const elsewhere = organizations.find((other) =>
    other.departments.some(({ name }) => isSameName(name, department)),
  );
  const remedy =
    elsewhere === undefined || elsewhere === organization
      ? found.remedy
      : ` It belongs to ${quote(elsewhere.name)}: correct ${wording.places(['Organization', 'Department'])}.`;
  return {
    problem: `The organization ${quote(organization.name)} ${found.problem} department ${quote(department)} (${wording.source('Department')}).${remedy}`,
  };
}

/** Says why an organization or department may not order SSL certificates by API; undefined where it may. */
export function checkOrganization(
  { name, parentName, certTypes, sslCertsApiEnabled }: OrganizationDetails,
  wanted: Omit<WantedOrganization, 'organization' | 'subjectOrganization'>,
): string | undefined {
  const { wording = templateWording } = wanted;
  const isDepartment = filled(wanted.department) !== undefined;
  const of = isDepartment && parentName !== undefined ? ` of ${quote(parentName)}` : '';
  const subject = `${isDepartment ? 'The department' : 'The organization'} ${quote(name)}${of}`;
  // The original took the department from there, so templates of older days rely on it.
  const hint =
    wanted.subjectHasOU && !isDepartment
      ? ` If the OU of the subject names the department that is meant: that is deprecated and not read any more, so ${wording.set('Department')}.`
      : '';
  if (!certTypes.some((type) => type.toLowerCase() === 'ssl')) {
    return `${subject} is not allowed to issue SSL certificates. Allow it in SCM: Organizations, Certificate Settings, SSL Certificates.${hint}`;
  }
  if (sslCertsApiEnabled === false) {
    return `${subject} does not take orders by API. Check "Enable Web/REST API" in SCM: Organizations, Certificate Settings, SSL Certificates.${hint}`;
  }
  return undefined;
}

/** Finds the one with a name, or says why there is none. Names are not unique in SCM. */
function findOne<T extends Department | Organization>(
  candidates: readonly T[],
  name: string,
): { readonly match: T } | { readonly problem: string; readonly remedy: string } {
  const [match, another] = candidates.filter((candidate) => isSameName(candidate.name, name));
  if (match === undefined) {
    const names = candidates.map((candidate) => candidate.name);
    return {
      problem: 'has no',
      remedy: names.length === 0 ? ' There are none at all.' : ` ${suggestName(name, names)}`,
    };
  }
  if (another === undefined) return { match };
  return { problem: 'has more than one', remedy: ' Give them different names in SCM.' };
}

const unknownSubjectOrganization =
  'The O of the subject does not tell which organization to order for. Correct it or leave it out.';

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function quote(name: string): string {
  return quoted(name.trim());
}
