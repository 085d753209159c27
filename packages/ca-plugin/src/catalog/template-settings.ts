import type { PropertyAnnotations, SettingProblem } from '../contract/property-annotation.ts';

/** Settings of a template. */
export interface TemplateSettings {
  /** Whether a certificate may have more than one name. */
  readonly multiDomain: boolean;
  readonly organization?: string | undefined;
  readonly department?: string | undefined;
  /** Days, not checked yet. */
  readonly lifetime?: string | undefined;
}

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
} as const satisfies PropertyAnnotations;

/** Reads the settings of a template, names in any letter case; what is missing or empty takes its default. */
export function readTemplateSettings(parameters: Readonly<Record<string, string>>): {
  readonly settings: TemplateSettings;
  readonly problems: readonly SettingProblem[];
} {
  const multiDomain =
    settingOf(parameters, 'MultiDomain') ?? String(templateAnnotations.MultiDomain.defaultValue);
  const isFlag = /^(true|false)$/i.test(multiDomain);
  return {
    settings: {
      multiDomain: isFlag
        ? multiDomain.toLowerCase() === 'true'
        : templateAnnotations.MultiDomain.defaultValue,
      organization: settingOf(parameters, 'Organization'),
      department: settingOf(parameters, 'Department'),
      lifetime: settingOf(parameters, 'Lifetime'),
    },
    problems: isFlag ? [] : [{ setting: 'MultiDomain', message: 'MultiDomain must be true or false.' }],
  };
}

function settingOf(
  parameters: Readonly<Record<string, unknown>>,
  name: keyof typeof templateAnnotations,
): string | undefined {
  // Hosts hand on what JSON has: a number or boolean in place of text.
  const [, value] =
    Object.entries(parameters).find(([key]) => key.trim().toLowerCase() === name.toLowerCase()) ?? [];
  const text = String(value ?? '').trim();
  return text === '' ? undefined : text;
}
