import {
  longestRequest,
  type RequestProblem,
  readRequestContent,
  uncertainNames,
} from '@certbridge/certificate';
import { checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import type { CustomFieldEntry } from './custom-field-list.ts';
import type { DcvMode } from './labels.ts';

const dcvModes = ['CNAME', 'EMAIL', 'HTTP', 'HTTPS', 'TXT', 'AUTO'] as const satisfies readonly DcvMode[];

/** How to validate the domains of an order; needed if the account doesn't validate them in advance. */
export interface OrderValidationChoice {
  readonly dcvMode?: DcvMode | undefined;
  /** Required with EMAIL. */
  readonly dcvEmail?: string | undefined;
}

const alone = 'Give the request alone.';
const notRead = 'csr must be a PKCS#10 request in PEM or base64.';
const csrProblems: Readonly<Record<RequestProblem['problem'], string>> = {
  empty: notRead,
  several: 'csr holds several requests. Give one.',
  'other-block': `csr holds a block that is not a certificate request. ${alone}`,
  'cut-off': 'csr is cut off: a BEGIN or END line lacks its counterpart. Give the whole request.',
  'text-behind': `csr holds text behind the request. ${alone}`,
  'not-base64': notRead,
  'too-long': `csr must have at most ${longestRequest} characters, as SCM takes no more.`,
  'not-ascii': uncertainNames['not-ascii'],
  'several-lists': uncertainNames['several-lists'],
  'repeated-extension': uncertainNames['repeated-extension'],
  'no-request': 'csr is damaged, or is not a PKCS#10 request.',
};

/** Returns a certificate request as SCM takes it, or throws if there is not exactly one. Names and key are left to SCM. */
export function checkCsr(csr: string): string {
  const read = readRequestContent(csr);
  if ('problem' in read) throw invalidArgument(csrProblems[read.problem]);
  return read.pem;
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
