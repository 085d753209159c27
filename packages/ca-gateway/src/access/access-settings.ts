import { isIP } from 'node:net';
import { isNameProblem, parseDistinguishedName, parseSerialNumber } from '@certbridge/certificate';
import * as v from 'valibot';

const text = (what: string) =>
  v.pipe(v.string(`Write ${what} as text.`), v.trim(), v.nonEmpty(`Write ${what}; it is empty.`));

const texts = (what: string) =>
  v.pipe(
    v.array(text(what), `Write a list of ${what}.`),
    v.minLength(1, `Name at least one ${what}, or leave it out.`),
  );

/** Plain HTTP would let whoever sits on the way put in a key of their own. */
function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.|localhost$|\[::1\]$)/.test(hostname));
}

const TokenIssuerSchema = v.strictObject({
  /** As `iss` has it. */
  issuer: text('the issuer'),
  /** As `aud` has it; one of them. */
  audience: v.union(
    [text('the audience'), texts('audience')],
    'Write the audience as text, or a list of them.',
  ),
  /** Where the issuer publishes its keys. */
  jwksUrl: v.pipe(
    text('the address of the keys'),
    v.check(isSafeUrl, 'Write an https:// address: what comes by plain HTTP can be changed on the way.'),
  ),
});

const name = (what: string) =>
  v.pipe(
    text(what),
    v.check(
      (value) => !isNameProblem(parseDistinguishedName(value)),
      `Write ${what} as RFC 4514 has it, such as CN=Example,O=Corp.`,
    ),
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
  }),
  exactlyOne(['subject', 'serialNumber'], 'Give either the subject or the serial number beside the issuer.'),
);

const TokenMatchSchema = v.strictObject({
  issuer: text('the issuer'),
  claim: v.optional(text('the name of the claim'), 'sub'),
  value: text('the value of the claim'),
});

const PasswordMatchSchema = v.strictObject({
  user: v.pipe(
    text('the user name'),
    v.excludes(':', 'Leave the colon out: Basic authentication ends a user name there.'),
  ),
  password: text('the password'),
});

const RuleSchema = v.pipe(
  v.strictObject({
    /** What logs call those it is for. */
    name: text('a name'),
    certificate: v.optional(CertificateMatchSchema),
    token: v.optional(TokenMatchSchema),
    /** For EST alone. */
    password: v.optional(PasswordMatchSchema),
    roles: v.pipe(
      v.array(
        v.picklist(['read', 'enroll', 'revoke', 'admin'], 'The roles are read, enroll, revoke and admin.'),
      ),
      v.minLength(1, 'Give at least one role.'),
    ),
    /** Without it, all. */
    cas: v.optional(texts('CA')),
    /** Without it, all. */
    profiles: v.optional(texts('profile')),
  }),
  exactlyOne(
    ['certificate', 'token', 'password'],
    'Say whom the rule is for by one of certificate, token and password.',
  ),
);

const ProxySchema = v.strictObject({
  /** The header that carries the client's certificate. */
  header: v.pipe(
    text('the name of the header'),
    v.regex(/^[A-Za-z0-9-]+$/, 'Write the name of a header: letters, digits and dashes.'),
    v.toLowerCase(),
  ),
  /** Who may set it. */
  addresses: v.pipe(
    v.array(
      v.pipe(
        text('an IP address'),
        v.check((address) => isIP(address) !== 0, 'Write an IP address, not a name or a network.'),
      ),
    ),
    v.minLength(1, 'Name the address of the proxy.'),
  ),
});

const LimitsSchema = v.strictObject({
  /** Of one caller. */
  requestsPerMinute: v.optional(count(1, 1_000_000), 30_000),
  /** Refused credentials of any kind from one address; after them others are refused with 429, and no password is looked at. */
  failuresPerMinute: v.optional(count(1, 1_000_000), 60),
});

function count(least: number, most: number) {
  const message = `Write a whole number from ${least} to ${most}.`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** Checks that an object has one of several keys, also where something else is wrong with it, so that all of it is told at once. */
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

/** Who may do what, as plain data. */
export const AccessSettingsSchema = v.pipe(
  v.strictObject({
    /** Issuers of bearer tokens. */
    tokens: v.optional(v.array(TokenIssuerSchema), []),
    rules: v.pipe(
      v.array(RuleSchema),
      v.minLength(1, 'Write at least one rule: without one nobody may do anything.'),
    ),
    /** Absent, no header stands for a certificate. */
    proxy: v.optional(ProxySchema),
    limits: v.optional(LimitsSchema, {}),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    // Looked at even where something else is wrong, so that all of it is told at once.
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

/** Who may do what, as a configuration has it. */
export type AccessSettingsInput = v.InferInput<typeof AccessSettingsSchema>;

/** Who may do what, checked and with its defaults. */
export type AccessSettings = v.InferOutput<typeof AccessSettingsSchema>;

/** One rule of the settings. */
export type AccessRule = AccessSettings['rules'][number];
