import { isIP } from 'node:net';
import {
  isNameProblem,
  type NameOptions,
  parseDistinguishedName,
  parseSerialNumber,
} from '@certbridge/certificate';
import { didYouMean } from '@certbridge/plain-text';
import * as v from 'valibot';
import type { EntriesFor } from '../entries-for.ts';
import type {
  AccessLimits,
  AccessRule,
  AccessSettings,
  AccessSettingsInput,
  CertificateMatch,
  PasswordMatch,
  ProxySettings,
  TokenIssuer,
  TokenMatch,
} from './access-settings.ts';
import type { Role } from './caller.ts';

const exactText = (what: string) =>
  v.pipe(
    v.string(`Write ${what} as text.`),
    v.check((value) => value.trim() !== '', `Write ${what}; it is empty.`),
  );

const text = (what: string) => v.pipe(exactText(what), v.trim());

/** Text to compare received values with. Keeps its blanks, except that those of ASCII are cut off its ends. */
const comparedText = (what: string) =>
  v.pipe(
    exactText(what),
    v.transform((value) => value.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')),
  );

const texts = (what: string) =>
  v.pipe(
    v.array(comparedText(what), `Write a list of ${what}.`),
    v.minLength(1, `Name at least one ${what}, or leave it out.`),
  );

/** Plain HTTP would let whoever sits on the way put in a key of their own. */
function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(hostname));
}

const TokenIssuerSchema = v.strictObject({
  issuer: comparedText('the issuer'),
  audience: v.union(
    [comparedText('the audience'), texts('audience')],
    'Write the audience as text, or a list of them.',
  ),
  jwksUrl: v.pipe(
    text('the address of the keys'),
    v.check(isSafeUrl, 'Write an https:// address: what comes by plain HTTP can be changed on the way.'),
  ),
} satisfies EntriesFor<TokenIssuer>);

const isName = (value: string, options?: NameOptions) =>
  !isNameProblem(parseDistinguishedName(value, options));

const name = (what: string) =>
  v.pipe(
    v.string(`Write ${what} as text.`),
    v.check(
      // It would be cut from the rule, and not from the certificate.
      (value) => isName(value, { refuseForeignBlanks: true }) || !isName(value),
      `A value of ${what} starts or ends with a blank other than a space. Remove it, or write its bytes in UTF-8 if it belongs there, such as \\C2\\A0.`,
    ),
    text(what),
    v.check((value) => isName(value), `Write ${what} as RFC 4514 has it, such as CN=Example,O=Corp.`),
  );

const CertificateMatchSchema = v.pipe(
  v.strictObject({
    issuer: name('the name of the issuer'),
    subject: v.optional(name('the name of the subject')),
    serialNumber: v.optional(
      v.pipe(
        text('the serial number'),
        v.check((value) => parseSerialNumber(value) !== undefined, 'Write the serial number in hexadecimal.'),
      ),
    ),
  } satisfies EntriesFor<CertificateMatch>),
  exactlyOne(
    ['subject', 'serialNumber'],
    'Give either the subject or the serial number in addition to the issuer.',
  ),
);

const TokenMatchSchema = v.strictObject({
  issuer: comparedText('the issuer'),
  claim: v.optional(comparedText('the name of the claim'), 'sub'),
  value: comparedText('the value of the claim'),
} satisfies EntriesFor<TokenMatch>);

const PasswordMatchSchema = v.strictObject({
  user: v.pipe(
    comparedText('the user name'),
    v.excludes(':', 'Leave the colon out: Basic authentication ends a user name there.'),
  ),
  password: exactText('the password'),
} satisfies EntriesFor<PasswordMatch>);

const roles = ['read', 'enroll', 'revoke', 'admin'] as const satisfies Role[];

const RuleSchema = v.pipe(
  v.strictObject({
    name: text('a name'),
    certificate: v.optional(CertificateMatchSchema),
    token: v.optional(TokenMatchSchema),
    password: v.optional(PasswordMatchSchema),
    roles: v.pipe(
      v.array(
        v.picklist(
          roles,
          ({ input }) => `The roles are read, enroll, revoke and admin.${didYouMean(input, roles)}`,
        ),
      ),
      v.minLength(1, 'Give at least one role.'),
    ),
    cas: v.optional(texts('CA')),
    profiles: v.optional(texts('profile')),
  } satisfies EntriesFor<AccessRule>),
  exactlyOne(
    ['certificate', 'token', 'password'],
    'Say who the rule applies to by one of certificate, token and password.',
  ),
);

/** Headers that mean something else: clients send them, and proxies pass them on. */
const otherHeaders: ReadonlySet<string> = new Set([
  ...[
    'accept',
    'accept-encoding',
    'accept-language',
    'authorization',
    'cache-control',
    'connection',
    'cookie',
  ],
  ...['content-encoding', 'content-length', 'content-type', 'date', 'expect', 'forwarded', 'from', 'host'],
  ...['keep-alive', 'origin', 'pragma', 'proxy-authorization', 'range', 'referer', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'user-agent', 'via', 'x-forwarded-for', 'x-forwarded-host'],
  ...['x-forwarded-proto', 'x-keyfactor-requested-with', 'x-request-id', 'x-requested-with'],
]);

const ProxySchema = v.strictObject({
  header: v.pipe(
    text('the name of the header'),
    v.regex(/^[A-Za-z0-9-]+$/, 'Write the name of a header: letters, digits and dashes.'),
    v.toLowerCase(),
    v.check(
      (header) => !otherHeaders.has(header),
      'Name a header that holds only the certificate, such as X-Client-Cert: this one means something else.',
    ),
  ),
  addresses: v.pipe(
    v.array(
      v.pipe(
        text('an IP address'),
        v.check((address) => isIP(address) !== 0, 'Write an IP address, not a name or a network.'),
      ),
    ),
    v.minLength(1, 'Name the address of the proxy.'),
  ),
} satisfies EntriesFor<ProxySettings>);

const LimitsSchema = v.strictObject({
  requestsPerMinute: v.optional(count(1, 1_000_000), 30_000),
  failuresPerMinute: v.optional(count(1, 1_000_000), 60),
} satisfies EntriesFor<AccessLimits>);

function count(least: number, most: number) {
  const message = `Write a whole number from ${least} to ${most}.`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** Checks that an object has one of several keys, also where something else is wrong with it, so that all of it is reported at once. */
function exactlyOne<Value extends object>(keys: readonly string[], message: string) {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    const value: unknown = dataset.value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (keys.filter((key) => valueIn(value, key) !== undefined).length !== 1) addIssue({ message });
  });
}

type PathItems = [v.UnknownPathItem, ...v.UnknownPathItem[]];

function pathItem(key: string | number, value: unknown): v.UnknownPathItem {
  return { type: 'unknown', origin: 'value', input: undefined, key, value };
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = valueIn(value, key);
  return Array.isArray(list) ? list : [];
}

/** Checks who may do what, as plain data, and fills in the defaults. */
export const AccessSettingsSchema: v.GenericSchema<AccessSettingsInput, AccessSettings> = v.pipe(
  v.strictObject({
    tokens: v.optional(v.array(TokenIssuerSchema), []),
    rules: v.pipe(
      v.array(RuleSchema),
      v.minLength(1, 'Write at least one rule: without one nobody may do anything.'),
    ),
    proxy: v.optional(ProxySchema),
    limits: v.optional(LimitsSchema, {}),
  } satisfies EntriesFor<AccessSettings>),
  v.rawCheck(({ dataset, addIssue }) => {
    // Looked at even where something else is wrong, so that all of it is reported at once.
    const settings: unknown = dataset.value;
    const issuers = new Set(listIn(settings, 'tokens').map((token) => valueIn(token, 'issuer')));
    for (const [index, rule] of listIn(settings, 'rules').entries()) {
      const issuer = valueIn(valueIn(rule, 'token'), 'issuer');
      if (issuer === undefined || issuers.has(issuer)) continue;
      addIssue({
        message: 'This issuer is not among the tokens. Add it there with its audience and keys.',
        path: ['rules', index, 'token', 'issuer'].map((key) => pathItem(key, issuer)) as PathItems,
      });
    }
  }),
);
