import { ArgumentError } from './arguments/argument-error.ts';
import { isRecord, offerRecord } from './arguments/check-records.ts';
import { askForNearest } from './arguments/nearest-name.ts';
import { defined } from './changes.ts';

interface ChoiceSwitch<T extends string | number> {
  readonly choices: readonly T[];
  readonly default: T;
}

interface NumberSwitch {
  readonly minimum: number;
  readonly default: number;
}

/** Declares a switch with fixed values; the first is the default. */
function choice<const T extends string | number>(...choices: readonly [T, ...T[]]): ChoiceSwitch<T> {
  return { choices, default: choices[0] };
}

function integer(value: number, minimum: number): NumberSwitch {
  return { minimum, default: value };
}

const scmSwitches = {
  /** Does `customFields` of a PUT replace the whole list of a certificate, or is it merged by name? */
  customFieldsOnPut: choice('replace', 'merge'),
  /** Does a replacing PUT also drop stored values of inactive fields, which no response ever shows? */
  inactiveValuesOnReplace: choice('kept', 'dropped'),
  /** Must a PUT that sends `customFields` leave every REST_API-mandatory field with a value (else 400, -62)? */
  mandatoryOnPut: choice('unchecked', 'checked'),
  /** Is an empty text stored as "no value", or as a value that responses show as ""? */
  emptyCustomFieldValue: choice('cleared', 'shown'),
  /** Is a value that does not fit EMAIL, NUMBER, TEXT_OPTION or DATE refused (400, -1601) or stored unchanged? */
  badCustomFieldValue: choice('refused', 'stored'),
  /** Is the name of an unknown or inactive custom field refused (400, -135) or ignored? */
  unknownCustomField: choice('refused', 'ignored'),
  /** Are names of custom fields case-sensitive? */
  customFieldNameCase: choice('exact', 'ignored'),
  /** How do bodies spell the certificate type of a custom field: `ssl`, or `SSL`? */
  certTypeSpelling: choice('lower', 'title'),
  /** Does the short form `/api/ssl/v1/customFields` list active fields only, or inactive ones too? */
  shortFormLists: choice('active', 'all'),
  /** Is a SUSPENDED_ACTIVE field treated as inactive or as active? */
  suspendedActive: choice('inactive', 'active'),
  /** How many rows does a list return without `size`? */
  sizeAbsent: choice(200, 10, 25, 100),
  /** What does `size=0` mean: an empty page with the total, the default size, or 400 (-1001)? */
  sizeZero: choice('empty', 'default', 'refused'),
  /** Is `size` over 200 refused (400, -1001) or trimmed to 200? */
  sizeOver200: choice('refused', 'trimmed'),
  /** Is the list sorted by `sslId` in ascending or descending order? */
  listOrder: choice('ascending', 'descending'),
  /** Do text filters match part of the text, ignoring case, or only the exact text? */
  textFilter: choice('substring', 'exact'),
  /** Does `orgId` also find certificates of the organization's departments? */
  orgFilter: choice('exact', 'with-departments'),
  /** Does the `serialNumber` filter accept any notation, or only bare zero-padded hexadecimal? */
  serialFilter: choice('any', 'bare-padded'),
  /** How does the list write serial numbers? */
  listSerial: choice('bare-trimmed', 'bare-padded', 'colon'),
  /** How does the detail write serial numbers? */
  detailSerial: choice('colon', 'bare-padded', 'bare-trimmed'),
  /** Do list, detail and report write serial numbers in upper or lower case? */
  scmSerialCase: choice('upper', 'lower'),
  /** Do SSL detail and PUT respect the `dateFormat` parameter? */
  dateFormat: choice('obeyed', 'ignored'),
  /** Are keys without a value absent from the detail, or null or ""? */
  detailEmptyKeys: choice('absent', 'null', 'empty'),
  /** How is the state SAApproved written? */
  statusSpelling: choice('SAApproved', 'SA Approved'),
  /** Is `reasonCode` of a revoked certificate a number, or digits as text? */
  reasonCode: choice('number', 'text'),
  /** Is a change that the state does not allow refused (400, -1601 naming the key) or ignored? */
  lockedKey: choice('refused', 'ignored'),
  /** Status of GET with an unknown `sslId`: 404 (-5101) or 400 (-123). */
  unknownIdOnGet: choice(404, 400),
  /** Status of PUT with an unknown `sslId`: 400 (-124) or 404 (-5101). */
  unknownIdOnPut: choice(400, 404),
  /** Code of a refused login; the status is always 401. */
  loginErrorCode: choice(-16, -970),
  /** Is `customerUri` case-sensitive? */
  customerUriCase: choice('exact', 'ignored'),
  /** Are orders approved immediately, by an administrator (Requested until then), or by two (SAApproved after the first)? */
  approval: choice('automatic', 'manual', 'two-step'),
  /** Number of detail or collection requests that find an approved order unfinished before it is issued. */
  issueAfterRequests: integer(1, 0),
  /** Milliseconds from approval to issuance; `issueAfterRequests` must be met, too. */
  issueAfterMs: integer(0, 0),
  /** How does collection report that a certificate isn't ready: 400 with one of these codes, or 200 without a body? */
  collectPending: choice<0 | -1400 | -183 | -109 | -103 | -102 | 'empty'>(
    0,
    -1400,
    -183,
    -109,
    -103,
    -102,
    'empty',
  ),
  /** During a replacement: is collection pending, or does it return the old certificate? */
  collectDuringReplace: choice('pending', 'old-certificate'),
  /** Is the response to `base64` a PKCS#7 in PEM, or plain certificates as in the document's sample? */
  base64Collect: choice('pkcs7', 'pem'),
  /** Order of the certificates in a PKCS#7. */
  pkcs7Order: choice('leaf-first', 'leaf-last'),
  /** Line ends of collected PEM. */
  collectLineEnds: choice('lf', 'crlf'),
  /** Does a collected chain end with the root, or with the issuing CA? */
  collectChain: choice('with-root', 'without-root'),
  /** Algorithm of the CA's own keys: EC P-256, or RSA 2048. */
  caKeyAlgorithm: choice('EC', 'RSA'),
  /** Must an order have an external requester (else 400, -139)? */
  externalRequesterOnEnroll: choice('optional', 'required'),
  /** Must the domains of an order be validated (else 400, -107)? */
  domainValidation: choice('unchecked', 'checked'),
  /** Must a revocation have a `reasonCode` (else 400, -1001)? */
  revokeReasonCode: choice('optional', 'required'),
  /** Must `renewById` have a body (else 400, -1002)? */
  renewalBody: choice('optional', 'required'),
  /** Is a number sent as text (`"orgId":"201"`), or the other way round, accepted or refused (400, -1001)? */
  numbersAsText: choice('accepted', 'refused'),
  /** Do profiles allow renewal, or refuse it (400, -180)? */
  renewal: choice('allowed', 'refused'),
  /** State of a certificate after its renewal was issued. */
  renewedCertificate: choice('Issued', 'Replaced'),
  /** Number of status requests that find a submitted domain validation unfinished. */
  domainValidatedAfterRequests: integer(1, 0),
  /** Do errors of the OAuth2 flavour have a `code`? Only `description` is guaranteed. */
  oauthErrorCode: choice('sent', 'missing'),
  /** Maximum rows in the report. 0 means no limit. */
  reportMaxRows: integer(0, 0),
  /** How does a longer report fail: refused (400, -1), with the 504 page of a proxy, or without any response? */
  reportTooLarge: choice('refused', 'gateway-timeout', 'no-response'),
  /** One in how many certificates has dates two hours later in the report, as if its days were in another zone? 0 means none. */
  reportShiftedDays: integer(0, 0),
  /** One in how many certificates has its names as `dNSName=a, dNSName=b` in the report? 0 means none. */
  reportTaggedNames: integer(0, 0),
};

const sharedSwitches = {
  /** Is the case of property names in requests ignored, or must it be as documented? */
  requestPropertyCase: choice('ignored', 'exact'),
  /** Is null for an optional property of a request the same as omitting it, or refused (400)? */
  nullProperties: choice('absent', 'refused'),
  /** Is a trailing slash in a path ignored, or is the path unknown (404)? */
  trailingSlash: choice('accepted', 'refused'),
};

const commandSwitches = {
  /** Version of Command. Determines how dates are read back, properties of certificates and metadata fields, and Bearer (11 and later). */
  commandVersion: choice(25, 24, 11, 10),
  /** Is `x-keyfactor-product-version` sent? */
  productVersionHeader: choice('sent', 'missing'),
  /** Which authentication does Command accept? */
  commandAuthentication: choice('both', 'basic', 'oauth'),
  /** What is the body of a 401: HTML as from IIS, nothing, or Command's JSON? */
  unauthorizedBody: choice('html', 'empty', 'json'),
  /** Status for a call without `x-keyfactor-requested-with`. */
  missingRequestedWith: choice(400, 401),
  /** Is an API version other than 1 ignored or refused (400)? */
  unknownApiVersion: choice('ignored', 'refused'),
  /** Case of JSON property names in responses. */
  propertyCase: choice('pascal', 'camel'),
  /** Does the password of the account have non-ASCII letters, which Basic authentication must encode as UTF-8? */
  commandPassword: choice('ascii', 'non-ascii'),
  /** Which names of list parameters are known: `QueryString`, `pq.queryString`, or both? Unknown ones are ignored. */
  parameterNames: choice('both', 'plain', 'prefixed'),
  /** Does `+` in a query string mean a space, or stay a plus sign? */
  plusInQuery: choice('space', 'plus'),
  /** Do `PageReturned=0` and `ReturnLimit=0` mean the defaults, or are they refused (400)? */
  zeroPaging: choice('default', 'refused'),
  /** Is `SortAscending=true` or `false` refused (400) or accepted? */
  sortAscendingText: choice('refused', 'accepted'),
  /** Is `NotBefore` a sort field (alias of IssuedDate)? */
  sortByNotBefore: choice('accepted', 'refused'),
  /** Maximum rows per page; a larger `ReturnLimit` is reduced to it. 0 means no limit. */
  maxReturnLimit: integer(0, 0),
  /** Can `CertId` be compared in a query, as paging by key needs, or is that refused (400)? */
  certIdQuery: choice('supported', 'refused'),
  /** Are text comparisons of the query language case-sensitive? */
  textCompare: choice('ignore-case', 'exact-case'),
  /** Does AND take precedence over OR, or are both evaluated from left to right? */
  queryPrecedence: choice('and-first', 'left-to-right'),
  /** Is a metadata field without a value absent from `Metadata`, null, or ""? */
  emptyMetadata: choice('absent', 'null', 'empty'),
  /** What is `Metadata` if it wasn't requested? */
  unrequestedMetadata: choice('empty', 'null'),
  /** How are Date values read back: by version (up to 24 `2021-07-23`, from 25 `7/23/2021 12:00:00 AM`), or fixed? */
  metadataDates: choice('by-version', 'iso', 'long'),
  /** Culture of the server, for Date values in the long form: `7/23/2021 12:00:00 AM` or `23/07/2021 00:00:00`. */
  serverCulture: choice('month-first', 'day-first'),
  /** How are Boolean values read back? */
  booleanText: choice('True', 'true'),
  /** Are line breaks in Big text kept, or converted to CR LF? */
  bigTextLineBreaks: choice('kept', 'crlf'),
  /** Is the DER sign byte `00` of a serial number with its top bit set dropped or kept? */
  serialSignByte: choice('dropped', 'kept'),
  /** Do timestamps end in Z, or lack a zone designator? */
  timestampZone: choice('Z', 'missing'),
  /** Does the list of metadata fields carry `x-total-count`? */
  totalCountOnMetadataFields: choice('sent', 'missing'),
  /** Are names in `PUT /Certificates/Metadata` case-sensitive? */
  metadataNameCase: choice('exact', 'ignored'),
  /** Does an unknown metadata field fail the whole call (400, nothing written), or is it ignored? */
  unknownMetadataName: choice('refused', 'ignored'),
  /** Does a null value clear the field, fail the call (400), or do nothing? */
  nullMetadataValue: choice('clears', 'refused', 'ignored'),
  /** Does "" also clear Integer, Date and Boolean fields, or is it refused (400) for them? */
  emptyClearsTypedFields: choice('clears', 'refused'),
  /** Can the API clear a field with Enrollment 1 (required)? */
  requiredFieldCleared: choice('allowed', 'refused'),
  /** Permissions of the account: on all certificates, on a collection if the call names it, or none. */
  certificatePermissions: choice('global', 'collections', 'none'),
  /** If bulk metadata has ids and a query: which certificates are written? */
  bulkIdsAndQuery: choice('ids', 'query', 'both', 'refused'),
  /** Does an empty id list with a collection write the whole collection, or nothing? */
  bulkEmptyIds: choice('whole-collection', 'nothing'),
  /** Are unknown ids in bulk metadata ignored, or refused (400, nothing written)? */
  bulkUnknownId: choice('ignored', 'refused'),
  /** Does bulk metadata by query or collection include revoked and expired certificates? */
  bulkScope: choice('all', 'active'),
  /** Does Compare compare the text as it is read back, or by the field's type, ignoring case? */
  compareMetadata: choice('text', 'by-type'),
  /** If a certificate to import is known: is its metadata updated or kept, or is the call refused (400)? */
  importKnown: choice('updated', 'kept', 'refused'),
  /** Does the response to an import have the thumbprint, or is every nullable property null? */
  importResponse: choice('full', 'nulls'),
  /** Does PUT of a metadata field reset absent properties, or keep them? */
  metadataFieldOnPut: choice('replace', 'keep'),
};

const oauthSwitches = {
  /** Is `expires_in` part of the token response? */
  expiresIn: choice('sent', 'missing'),
  /** Lifetime of a token in seconds. */
  tokenLifetimeSeconds: integer(3600, 0),
};

const switchTable = { ...scmSwitches, ...sharedSwitches, ...commandSwitches, ...oauthSwitches };

type SwitchValue<S> = S extends ChoiceSwitch<infer T> ? T : number;

/** Switches for what SCM's API reference leaves open. */
export type ScmSwitches = {
  -readonly [Name in keyof typeof scmSwitches]: SwitchValue<(typeof scmSwitches)[Name]>;
};

/** Switches for what Command's API reference leaves open. */
export type CommandSwitches = {
  -readonly [Name in keyof typeof commandSwitches]: SwitchValue<(typeof commandSwitches)[Name]>;
};

/** Switches for what both API references leave open. */
export type SharedSwitches = {
  -readonly [Name in keyof typeof sharedSwitches]: SwitchValue<(typeof sharedSwitches)[Name]>;
};

/** Switches of the token endpoint. */
export type OAuthSwitches = {
  -readonly [Name in keyof typeof oauthSwitches]: SwitchValue<(typeof oauthSwitches)[Name]>;
};

/** Switches for everything that the API references leave open. A client must work with any combination. */
export type Switches = ScmSwitches & SharedSwitches & CommandSwitches & OAuthSwitches;

/** Names of the switches for SCM only. */
export const scmSwitchNames: readonly string[] = Object.keys(scmSwitches);

/** Switches off what the sandbox accepts beyond the contracts: only requests in their documented form succeed. */
export const strictRequests = {
  revokeReasonCode: 'required',
  renewalBody: 'required',
  numbersAsText: 'refused',
  nullProperties: 'refused',
  trailingSlash: 'refused',
  requestPropertyCase: 'exact',
  plusInQuery: 'plus',
  zeroPaging: 'refused',
} as const satisfies Partial<Switches>;

/** Values of each switch, default first; empty for switches that take a number. */
export const switchChoices: Readonly<Record<keyof Switches, readonly (string | number)[]>> =
  Object.fromEntries(
    Object.entries(switchTable).map(([name, entry]) => [name, 'choices' in entry ? entry.choices : []]),
  ) as Record<keyof Switches, readonly (string | number)[]>;

/** Creates the default switches. */
export function defaultSwitches(): Switches {
  return Object.fromEntries(
    Object.entries(switchTable).map(([name, entry]) => [name, entry.default]),
  ) as Switches;
}

/**
 * Checks and returns a change of switches.
 *
 * Throws an ArgumentError that names the switch and its values, or the nearest known one.
 */
export function checkSwitches(change: object): Partial<Switches> {
  if (!isRecord(change)) {
    throw new ArgumentError(`Switches must be an object of values by name.${offerRecord(change)}`);
  }
  const given = defined(change);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(switchTable, name)) {
      throw new ArgumentError(`There is no switch ${name}.${askForNearest(name, Object.keys(switchTable))}`);
    }
    const entry = switchTable[name as keyof Switches];
    if ('choices' in entry) {
      if (!(entry.choices as readonly unknown[]).includes(value)) {
        const offer = askForNearest(value, entry.choices);
        throw new ArgumentError(`Switch ${name} takes one of ${entry.choices.join(', ')}.${offer}`);
      }
    } else if (!Number.isInteger(value) || value < entry.minimum) {
      throw new ArgumentError(`Switch ${name} takes an integer from ${entry.minimum}.`);
    }
  }
  return given as Partial<Switches>;
}
