import { type ApiErrorCode, checkArgument, required } from '@certbridge/rest-client';
import { checkRecordOf, invalidArgument } from './check-arguments.ts';
import { system } from './system.ts';

/** The meaning of an SCM error code. */
export interface ScmErrorCode {
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  /** Replaces the code of the HTTP status, which isn't specific enough. */
  readonly code?: ApiErrorCode | undefined;
}

interface Row extends ScmErrorCode {
  readonly apiCodes: readonly number[];
  /** The calls this row applies to, as a pattern for `METHOD /path`. Default: all. */
  readonly calls?: RegExp;
}

const ordering = / \/api\/ssl\/v1\/(enroll|renew|replace)/;
const collecting = / \/api\/ssl\/v1\/collect\//;
const revoking = / \/api\/ssl\/v1\/revoke\//;
const definingFields = / \/api\/customField\//;
const persons = / \/api\/person\//;

const laterRemedy = 'Try again later; before another order, look whether the first one arrived.';

/**
 * SCM's error codes that calls of this client may get. Some codes have two meanings, depending on the call; rows for
 * specific calls come first. [SCM API documentation 25.5, "Error codes"; undocumented codes are from public clients]
 */
const rows: readonly Row[] = [
  { apiCodes: [0, -103, -183, -1400], meaning: 'the certificate is not ready yet' },
  { apiCodes: [-102], calls: collecting, meaning: 'the certificate is not issued yet' },
  { apiCodes: [-109], calls: collecting, meaning: 'the certificate is not available now' },
  {
    apiCodes: [-1, -2, -14, -65],
    meaning: 'internal error',
    code: 'server-error',
  },
  {
    apiCodes: [-3, -25, -37, -226, -738],
    meaning: 'the action is not allowed to this login',
    code: 'forbidden',
    remedy:
      "Give the SCM administrator the role, the organizations and the 'WS API' privilege that this call needs.",
  },
  { apiCodes: [-7], meaning: 'a required value is missing', remedy: 'Give the value that is named.' },
  {
    apiCodes: [-9],
    calls: ordering,
    meaning: 'the CSR is not base64',
    remedy: 'Send the CSR in PEM or base64.',
  },
  {
    apiCodes: [-10, -11, -13, -78, -138, -141, -170, -194],
    meaning: "the CSR can't be decoded, or its algorithm or key size is refused",
    remedy: 'Make a new CSR with a key type and size that the profile lists in keyTypes.',
  },
  {
    apiCodes: [-109, -129, -140, -195],
    meaning: 'a part of SCM or the CA is not available now',
    code: 'server-error',
    remedy: laterRemedy,
  },
  { apiCodes: [-16, -970], meaning: 'the login was refused', code: 'unauthorized' },
  { apiCodes: [-35], meaning: 'the server type is not valid' },
  {
    apiCodes: [-36],
    meaning: 'the term is not valid for the profile',
    remedy: "Use one of the days in the profile's terms.",
  },
  {
    apiCodes: [-39, -111],
    meaning: 'the certificate profile is unknown or not valid',
    remedy: 'Use an id of profiles.list() for this organization.',
  },
  {
    apiCodes: [-62],
    calls: ordering,
    meaning: 'a mandatory custom field is missing, or an IP address is not valid',
    remedy:
      'Give every custom field that is mandatory for the REST API a value, and check IP addresses among the names.',
  },
  {
    apiCodes: [-62],
    meaning: 'a mandatory custom field is missing',
    remedy: 'Give every custom field that is mandatory for the REST API a value.',
  },
  { apiCodes: [-102], meaning: 'only an issued certificate can be revoked', code: 'conflict' },
  { apiCodes: [-159], calls: revoking, meaning: 'the certificate is revoked already', code: 'conflict' },
  { apiCodes: [-105], calls: persons, meaning: 'there is no such person', code: 'not-found' },
  { apiCodes: [-105], meaning: 'the renewal failed' },
  {
    apiCodes: [-107, -737, -1137],
    meaning: 'a domain is not validated, or its validation has expired',
    remedy: 'Validate the domain first; see domainValidations.',
  },
  { apiCodes: [-110], meaning: "the certificate is revoked and can't be downloaded" },
  {
    apiCodes: [-169],
    meaning: 'the certificate is not to be had',
    remedy: 'Ask the SCM administrator.',
  },
  {
    apiCodes: [-123, -124, -1117, -5101],
    meaning: 'there is no such certificate',
    code: 'not-found',
    remedy: 'It was deleted, or the SCM administrator may not see it.',
  },
  { apiCodes: [-126, -1450], meaning: 'the download format is unknown' },
  {
    apiCodes: [-130, -1112, -1113],
    meaning: 'the certificate is in the wrong state for this',
    code: 'conflict',
    remedy: 'Read its status first.',
  },
  {
    apiCodes: [-131, -159],
    calls: definingFields,
    meaning: 'the account has as many custom fields as it may',
    remedy: 'Delete one that is not used, or ask Sectigo for more.',
  },
  {
    apiCodes: [-134, -160],
    meaning: 'a custom field of this name exists already',
    code: 'conflict',
    remedy: 'Use another name.',
  },
  {
    apiCodes: [-135],
    meaning: 'there is no such custom field',
    remedy: 'Check that a custom field of exactly this name exists in SCM and is active.',
  },
  {
    apiCodes: [-139],
    meaning: 'an external requester is required',
    remedy: 'Give externalRequester an e-mail address.',
  },
  {
    apiCodes: [-164, -1010],
    meaning: 'a name is local or private, or its domain is not allowed',
    remedy: 'Use public names of domains that are delegated to the organization.',
  },
  { apiCodes: [-180], meaning: 'the profile does not allow renewal', remedy: 'Enroll anew.' },
  {
    apiCodes: [-1148],
    meaning: "a certificate that SCM installs can't be replaced",
    remedy: 'Enroll anew, or switch the automatic installation off.',
  },
  {
    apiCodes: [-1140],
    meaning: 'requester and approver of an EV certificate must differ',
    code: 'forbidden',
    remedy: 'Let another administrator approve it.',
  },
  {
    apiCodes: [-410, -639, -843, -1021, -1023],
    meaning: 'the customer or organization is unknown, not validated or not allowed to do this',
    remedy:
      'Check that the organization exists, is validated, may issue SSL certificates and has the API switched on.',
  },
  { apiCodes: [-1001], meaning: 'a value breaks a rule of the API' },
  { apiCodes: [-1002], meaning: "the body of the request can't be read" },
  {
    apiCodes: [-1601],
    meaning: 'a value is not valid for its field',
    remedy: "Check the value against the field's type, its options and the limit of 256 characters.",
  },
  {
    apiCodes: [-3114, -3115],
    meaning: 'somebody else changed or deleted it',
    code: 'conflict',
    remedy: 'Somebody changed it at the same time; try again.',
  },
];

const callArgument = required('property', { method: 'text?', path: 'text?' });

/**
 * Explains an SCM error code (`error.apiCode`) for the call that got it (`error.method`, `error.path`); undefined for an
 * unknown code.
 */
export function explainScmCode(
  apiCode: number,
  call: { readonly method?: string | undefined; readonly path?: string | undefined } = {},
): ScmErrorCode | undefined {
  const name = 'Argument 2 of explainScmCode';
  if (typeof apiCode !== 'number') throw invalidArgument('Argument 1 of explainScmCode must be a number.');
  checkRecordOf(call, { name, what: 'an object of the method and the path' });
  checkArgument(call, callArgument, { of: 'explainScmCode', name, system });
  const text = `${call.method ?? ''} ${call.path ?? ''}`;
  const row = rows.find(
    ({ apiCodes, calls }) => apiCodes.includes(apiCode) && (calls === undefined || calls.test(text)),
  );
  if (row === undefined) return undefined;
  const { apiCodes: _, calls: __, ...explanation } = row;
  return explanation;
}
