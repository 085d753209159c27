import type { WithRaw } from '@certbridge/rest-client';
import type { Open } from './labels.ts';

/** The kind of certificate a custom field is for. */
export type CustomFieldCertType = 'ssl' | 'smime' | 'codesign' | 'device';
/** Known states of a custom field. */
export const customFieldStates = ['ACTIVE', 'INACTIVE', 'SUSPENDED_ACTIVE', 'SUSPENDED_INACTIVE'] as const;
/** The state of a custom field. There is no "DISABLED"; the meaning of the SUSPENDED states isn't documented. */
export type CustomFieldState = (typeof customFieldStates)[number];
/** Known ways to enroll. */
export const customFieldAccessMethods = ['ADMIN_UI', 'REST_API', 'SOAP_API', 'WEB_FORM'] as const;
/** Ways to enroll for which a custom field can be mandatory. */
export type CustomFieldAccessMethod = (typeof customFieldAccessMethods)[number];
/** Known types of custom fields. */
export const customFieldInputTypes = [
  'TEXT_SINGLE_LINE',
  'TEXT_MULTI_LINE',
  'EMAIL',
  'NUMBER',
  'TEXT_OPTION',
  'DATE',
] as const;
/** The type of a custom field. */
export type CustomFieldInputType = (typeof customFieldInputTypes)[number];

/** The definition of a custom field. [SCM API documentation 25.5, "Custom Fields", version 2] */
export interface CustomField extends WithRaw {
  readonly id: number;
  readonly name: string;
  /** In lower case in either flavour; unknown ones are kept. */
  readonly certType: Open<CustomFieldCertType>;
  /** In upper case, whatever SCM writes; unknown ones are kept. */
  readonly state: Open<CustomFieldState>;
  readonly input: CustomFieldInput;
  /** Ways to enroll for which a value is mandatory; empty if it never is. */
  readonly mandatories: readonly Open<CustomFieldAccessMethod>[];
}

/** How a custom field is entered. */
export interface CustomFieldInput extends WithRaw {
  readonly type: Open<CustomFieldInputType>;
  /** The choices, only with TEXT_OPTION. */
  readonly options?: readonly string[] | undefined;
}

/** A custom field for SSL certificates, in short form. */
export interface SslCustomField extends WithRaw {
  readonly id: number;
  readonly name: string;
  readonly mandatory: boolean;
}
