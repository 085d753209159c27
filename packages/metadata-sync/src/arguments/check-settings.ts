import { types } from 'node:util';
import { compileDateFormat, DateFormatError } from '@certbridge/field-mapping';
import { endSentence, mustBeOneOf } from '@certbridge/plain-text';
import { type AnyShape, checkArgument, required, type Shape } from '@certbridge/rest-client';
import * as v from 'valibot';
import { checkRules, type Rules } from '../settings/check-rules.ts';
import { configRules, LARGEST_SECTIGO_PAGE, oauthRules } from '../settings/config-rules.ts';
import { entryRules } from '../settings/entry-rules.ts';
import type {
  FieldEntry,
  FieldPolicy,
  KeyfactorLoginSettings,
  SectigoLoginSettings,
  SyncSettings,
} from '../settings/sync-settings.ts';
import { wholeNumber } from '../settings/values.ts';
import { invalidArgument } from './invalid-argument.ts';
import { placeOf } from './place-of.ts';

/** What the settings of a run may be. */
const settingsShape = {
  sectigo: {
    baseUrl: 'text',
    customerUri: 'text?',
    login: 'object',
    pageSize: 'number',
    readStrategy: 'text',
    sslTypeIds: 'list',
  } satisfies Shape<SyncSettings['sectigo']>,
  keyfactor: {
    baseUrl: 'text',
    login: 'object',
    pageSize: 'number',
    dateFormat: 'text',
    addedSince: 'text?',
    issuerLookupTerm: 'text',
  } satisfies Shape<SyncSettings['keyfactor']>,
  importAllCustomFields: 'flag',
  syncRevokedAndExpired: 'flag',
  enableDisabledFields: 'flag',
  truncate: 'flag',
  conflicts: 'text',
  limits: { overwritePercent: 'number', shrinkPercent: 'number' } satisfies Shape<SyncSettings['limits']>,
  caCertificateFile: 'text?',
  manualFields: 'list',
  customFields: 'list',
  customFieldPolicies: 'list',
  replacements: 'implemented',
} as const satisfies Shape<SyncSettings>;

type LoginShapes<T extends { readonly type: string }> = {
  readonly [K in T['type']]: Shape<Extract<T, { readonly type: K }>>;
};

const sectigoLogins: LoginShapes<SectigoLoginSettings> = {
  password: { type: 'text', login: 'text', password: 'text' },
  certificate: {
    type: 'text',
    login: 'text',
    certificateFile: 'text',
    keyFile: 'text?',
    passphrase: 'text?',
  },
  oauth: { type: 'text', clientId: 'text', clientSecret: 'text', tokenUrl: 'text?' },
};

const keyfactorLogins: LoginShapes<KeyfactorLoginSettings> = {
  basic: { type: 'text', username: 'text', password: 'text' },
  oauth: {
    type: 'text',
    tokenUrl: 'text',
    clientId: 'text',
    clientSecret: 'text',
    scopes: 'list',
    audience: 'text?',
    requestedWith: 'text?',
    refreshSkewSeconds: 'number?',
  },
  token: { type: 'text', accessToken: 'text' },
};

const policyShape = {
  sectigoFieldName: 'text',
  emptyPolicy: 'text?',
  sensitive: 'flag?',
} as const satisfies Shape<FieldPolicy>;

const entryShape = {
  ...policyShape,
  keyfactorMetadataFieldName: 'text',
  keyfactorDataType: 'number',
  keyfactorDescription: 'text?',
  keyfactorHint: 'text?',
  keyfactorValidation: 'text?',
  keyfactorEnrollment: 'number?',
  keyfactorMessage: 'text?',
  keyfactorOptions: 'list?',
  keyfactorDefaultValue: 'text?',
  keyfactorDisplayOrder: 'number?',
  keyfactorCaseSensitive: 'flag?',
} as const satisfies Shape<FieldEntry>;

type RulesOf<T> = { readonly [K in keyof T]?: Rules[string] };

const percent = numeric(v.custom(isPercent, 'must be from 0 to 100'));
const limitRules: RulesOf<SyncSettings['limits']> = { overwritePercent: percent, shrinkPercent: percent };

const sectigoRules: RulesOf<SyncSettings['sectigo']> = {
  baseUrl: configRules.sectigoAPIUrl,
  customerUri: configRules.sectigoCustomerUri,
  pageSize: numeric(wholeNumber(1, LARGEST_SECTIGO_PAGE)),
  readStrategy: configRules.readStrategy,
  sslTypeIds: ruleOf(
    v.pipe(v.unknown(), v.check(isListOfNumbers, 'must be a list of numbers'), configRules.sslTypeIds.schema),
  ),
};

const keyfactorRules: RulesOf<SyncSettings['keyfactor']> = {
  baseUrl: configRules.keyfactorAPIUrl,
  pageSize: numeric(configRules.keyfactorPageSize.schema),
  dateFormat: ruleOf(v.custom(isDateFormat, 'must be a .NET custom date format')),
  addedSince: ruleOf(v.optional(v.custom(isDay, 'must be a day as yyyy-MM-ddT00:00:00Z'))),
  issuerLookupTerm: configRules.issuerDNLookupTerm,
};

const oauthLoginRules = {
  scopes: ruleOf(v.optional(v.array(v.string('must be text')))),
  requestedWith: oauthRules.requestedWith,
  refreshSkewSeconds: numeric(oauthRules.refreshSkewSeconds.schema),
};

const fieldRules: RulesOf<FieldEntry> = {
  ...entryRules,
  keyfactorDataType: numeric(entryRules.keyfactorDataType.schema),
  keyfactorEnrollment: numeric(entryRules.keyfactorEnrollment.schema),
  keyfactorDisplayOrder: numeric(entryRules.keyfactorDisplayOrder.schema),
};

const policyRules: RulesOf<FieldPolicy> = {
  sectigoFieldName: entryRules.sectigoFieldName,
  emptyPolicy: entryRules.emptyPolicy,
};

/** Throws an `ApiError` 'invalid-argument' that names the setting which is missing, unknown or can't be used. */
export function checkSettings(settings: SyncSettings, of: string): void {
  if (!Object.keys(settingsShape).some((key) => Object.hasOwn(settings, key))) {
    throw invalidArgument(`The option settings of ${of} must be the settings that readSettings gives.`);
  }
  const check = (path: string, value: object | undefined, shape: AnyShape, rules: Rules) =>
    checkPart(path, value, { of, shape, rules });
  check('settings', settings, settingsShape, { conflicts: configRules.conflicts });
  const { sectigo, keyfactor, limits, replacements } = settings;
  check('settings.sectigo', sectigo, settingsShape.sectigo, sectigoRules);
  check('settings.keyfactor', keyfactor, settingsShape.keyfactor, keyfactorRules);
  check('settings.limits', limits, settingsShape.limits, limitRules);
  checkLogin('settings.sectigo.login', sectigo.login, { of, shapes: sectigoLogins });
  checkLogin('settings.keyfactor.login', keyfactor.login, { of, shapes: keyfactorLogins });
  // By `entries()`, which also has the holes of a list.
  for (const list of ['manualFields', 'customFields'] as const) {
    for (const [index, entry] of settings[list].entries()) {
      check(`settings.${list}[${index}]`, entry, entryShape, fieldRules);
    }
  }
  for (const [index, policy] of settings.customFieldPolicies.entries()) {
    check(`settings.customFieldPolicies[${index}]`, policy, policyShape, policyRules);
  }
  checkReplacements(replacements, of);
}

/** Checks an object of the settings: its properties, then their values. */
function checkPart(
  path: string,
  value: object | undefined,
  { of, shape, rules }: { readonly of: string; readonly shape: AnyShape; readonly rules: Rules },
): void {
  // First that it is there: a shape inside another may be absent.
  for (const kind of ['object', shape] as const) {
    checkArgument({ [path]: value }, required('option', { [path]: kind }), placeOf(of));
  }
  const [problem] = checkRules(rules, { ...value }, { file: '', path }).problems;
  if (problem === undefined) return;
  throw invalidArgument(endSentence(`The option ${problem.path} of ${of} ${problem.message}`));
}

function checkLogin(
  path: string,
  login: SectigoLoginSettings | KeyfactorLoginSettings,
  { of, shapes }: { readonly of: string; readonly shapes: Readonly<Record<string, AnyShape>> },
): void {
  const shape = Object.hasOwn(shapes, login.type) ? shapes[login.type] : undefined;
  if (shape === undefined) {
    throw invalidArgument(`The option ${path}.type of ${of} ${mustBeOneOf(login.type, Object.keys(shapes))}`);
  }
  checkPart(path, login, { of, shape, rules: oauthLoginRules });
}

function checkReplacements(replacements: unknown, of: string): void {
  const name = `The option settings.replacements of ${of}`;
  if (!types.isMap(replacements)) throw invalidArgument(`${name} must be a Map.`);
  for (const [character, replacement] of replacements) {
    if (typeof character === 'string' && (replacement === null || typeof replacement === 'string')) continue;
    throw invalidArgument(`${name} must have a text or null for each character.`);
  }
}

/** A rule for a number itself; those of the files take its text, too. */
function numeric(schema: v.GenericSchema): Rules[string] {
  const isNumber = (value: unknown) => typeof value === 'number';
  return ruleOf(v.optional(v.pipe(v.unknown(), v.check(isNumber, 'must be a number'), schema)));
}

function ruleOf(schema: v.GenericSchema): Rules[string] {
  return { schema, remedy: '' };
}

function isListOfNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function isPercent(value: unknown): boolean {
  return Number(value) >= 0 && Number(value) <= 100;
}

function isDay(value: unknown): boolean {
  return /^\d{4}-\d\d-\d\dT00:00:00Z$/.test(String(value)) && !Number.isNaN(Date.parse(String(value)));
}

function isDateFormat(pattern: unknown): boolean {
  try {
    compileDateFormat(String(pattern));
    return true;
  } catch (error) {
    if (error instanceof DateFormatError) return false;
    throw error;
  }
}
