import { checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import type { CustomFieldEntry } from './custom-field-list.ts';
import type { DcvMode } from './labels.ts';

const csrPattern = /^[a-zA-Z0-9\-+=/\s]+$/;
const dcvModes = ['CNAME', 'EMAIL', 'HTTP', 'HTTPS', 'TXT', 'AUTO'] as const satisfies readonly DcvMode[];

/** How to validate the domains of an order; needed if the account doesn't validate them in advance. */
export interface OrderValidationChoice {
  readonly dcvMode?: DcvMode | undefined;
  /** Required with EMAIL. */
  readonly dcvEmail?: string | undefined;
}

/** Checks characters and length of a certificate request; SCM decodes it. [SCM API documentation 25.4] */
export function checkCsr(csr: string): string {
  checkText(csr, { name: 'csr', most: 32_767 });
  if (csrPattern.test(csr)) return csr;
  throw invalidArgument('csr must be a PKCS#10 request in PEM or base64.');
}

/** Joins alternative names with commas, as enrollment requires. SCM refuses an array (-1002). */
export function joinNames(names: readonly string[] | undefined): string | undefined {
  if (names === undefined || names.length === 0) return undefined;
  for (const name of names) {
    if (typeof name !== 'string' || name.trim() === '' || name.includes(',')) {
      throw invalidArgument('Each of subjAltNames must be one name, without a comma.');
    }
  }
  return names.join(',');
}

/** Converts custom fields to a list of names and values. */
export function customFieldEntries(
  values: Readonly<Record<string, string>> | undefined,
): CustomFieldEntry[] | undefined {
  if (values === undefined) return undefined;
  return Object.entries(values).map(([name, value]) => ({
    name: checkText(name, { name: 'The name of a custom field', most: 256 }),
    value: checkText(value, { name: 'The value of a custom field', least: 0, most: 256 }),
  }));
}

/** Returns the choice of validation, or throws if it is incomplete. */
export function checkValidation({ dcvMode, dcvEmail }: OrderValidationChoice): OrderValidationChoice {
  if (dcvMode !== undefined) checkOneOf(dcvMode, { name: 'dcvMode', allowed: dcvModes });
  if (dcvMode === 'EMAIL' && !dcvEmail) throw invalidArgument('dcvEmail must be given with dcvMode EMAIL.');
  return { dcvMode, dcvEmail };
}
