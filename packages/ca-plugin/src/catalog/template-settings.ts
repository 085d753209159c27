import { checkParameters } from '../arguments/check-texts.ts';
import type { PropertyAnnotation, SettingProblem } from '../contract/property-annotation.ts';
import { parameterOf } from '../enrollment/parameters.ts';

/** Settings of a template. */
export interface TemplateSettings {
  /** Whether a certificate may have more than one name. */
  readonly multiDomain: boolean;
  readonly organization?: string | undefined;
  readonly department?: string | undefined;
  /** Days, not checked yet. */
  readonly lifetime?: string | undefined;
  /** Days before expiration from which on a certificate is renewed and not reissued. */
  readonly renewalWindow: number;
}

/** Name of a setting of a template. */
export type TemplateSettingName =
  | 'MultiDomain'
  | 'Organization'
  | 'Department'
  | 'Lifetime'
  | 'RenewalWindow';

/** The settings of a template as the portal shows them. */
export const templateAnnotations = {
  MultiDomain: {
    comments: 'Whether a certificate may have more than one name. If not, a request with several is refused.',
    hidden: false,
    defaultValue: true,
    type: 'Boolean',
  },
  Organization: {
    comments: 'Name of the organization in Sectigo to order for, in place of the O of the subject.',
    hidden: false,
    defaultValue: '',
    type: 'String',
  },
  Department: {
    comments:
      'Name of the department within the organization to order for. The OU of the subject, which used to name it, is deprecated and not read.',
    hidden: false,
    defaultValue: '',
    type: 'String',
  },
  Lifetime: {
    comments:
      "Days that a certificate is valid: one of the terms of the profile. Empty for the profile's first term.",
    hidden: false,
    defaultValue: '',
    type: 'Number',
  },
  RenewalWindow: {
    comments:
      'Days before its expiration from which on a certificate is renewed; before them RenewOrReissue reissues it.',
    hidden: false,
    defaultValue: 90,
    type: 'Number',
  },
} as const satisfies Readonly<Record<TemplateSettingName, PropertyAnnotation>>;

/**
 * Lists what is wrong with settings of a template whatever the authority has, for a host that reads them before it can ask. Custom
 * fields and names that orders ignore are left to the authority.
 */
export function checkTemplateSettings(
  parameters: Readonly<Record<string, string>>,
): readonly SettingProblem[] {
  checkParameters(parameters, 'Argument 1 of checkTemplateSettings');
  const { settings, problems } = readTemplateSettings(parameters);
  if (settings.lifetime === undefined || /^\d{1,5}$/.test(settings.lifetime)) return problems;
  return [...problems, { setting: 'Lifetime', message: 'Lifetime must be a whole number of days.' }];
}

/** Reads the settings of a template, names in any letter case; what is missing or empty takes its default. */
export function readTemplateSettings(parameters: Readonly<Record<string, string>>): {
  readonly settings: TemplateSettings;
  readonly problems: readonly SettingProblem[];
} {
  const read = (name: 'MultiDomain' | 'RenewalWindow') =>
    parameterOf(parameters, name) ?? String(templateAnnotations[name].defaultValue);
  const multiDomain = read('MultiDomain').toLowerCase();
  const renewalWindow = read('RenewalWindow');
  const problems: SettingProblem[] = [];
  if (multiDomain !== 'true' && multiDomain !== 'false') {
    problems.push({ setting: 'MultiDomain', message: 'MultiDomain must be true or false.' });
  }
  if (!/^\d{1,4}$/.test(renewalWindow)) {
    const message = 'RenewalWindow must be a whole number of days from 0 to 9999.';
    problems.push({ setting: 'RenewalWindow', message });
  }
  const settings = {
    multiDomain: multiDomain !== 'false',
    organization: parameterOf(parameters, 'Organization'),
    department: parameterOf(parameters, 'Department'),
    lifetime: parameterOf(parameters, 'Lifetime'),
    renewalWindow: Number(renewalWindow),
  };
  return { settings, problems };
}
