import { isUint8Array } from 'node:util/types';
import { checkArgument, httpOptionNames, required, type Shape } from '@certbridge/rest-client';
import { checkOneOf, invalidArgument } from './check-arguments.ts';
import type { SectigoClientOptions, SectigoLogin, SectigoOAuthLogin } from './client-options.ts';
import { system } from './system.ts';

const shape = {
  baseUrl: 'text',
  customerUri: 'text?',
  auth: 'object',
  http: 'object?',
  onLoginRefused: 'function?',
} as const satisfies Shape<SectigoClientOptions>;

type LoginType = SectigoLogin['type'];
type LoginOf<T extends LoginType> = Extract<SectigoLogin, { readonly type: T }>;

const loginShapes: { readonly [T in LoginType]: Shape<LoginOf<T>> } = {
  password: { type: 'text', login: 'text', password: 'text' },
  certificate: {
    type: 'text',
    login: 'text',
    certificate: { pfx: 'any?', cert: 'any?', key: 'any?', passphrase: 'text?' },
  },
  oauth: {
    type: 'text',
    clientId: 'text',
    clientSecret: 'text',
    tokenUrl: 'text?',
    scopes: 'texts?',
    audience: 'text?',
    refreshSkewSeconds: 'number?',
  } satisfies Shape<SectigoOAuthLogin>,
};

const inside = {
  http: httpOptionNames,
  auth: Object.values<object>(loginShapes).flatMap((each) => Object.keys(each)),
};

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkClientOptions(options: SectigoClientOptions): void {
  const of = 'createSectigoClient';
  const place = { of, name: `The argument of ${of}`, inside, system };
  checkArgument(options, required('option', shape), place);
  const { type } = options.auth;
  checkOneOf(type, { name: 'auth.type', allowed: Object.keys(loginShapes) as LoginType[] });
  const auth = { ...shape, auth: loginShapes[type] };
  checkArgument(options, required('option', auth), place);
  if (options.auth.type === 'certificate') checkCertificate(options.auth.certificate, of);
}

/** What it holds is checked where the connections are prepared. */
function checkCertificate(certificate: AnyCertificate | undefined, of: string): void {
  const refuse = (option: string, problem: string) =>
    invalidArgument(`The option auth.certificate${option} of ${of} ${problem}`);
  if (certificate === undefined) throw refuse('', 'is missing.');
  const { pfx, cert, key } = certificate;
  const inPem = cert !== undefined && key !== undefined;
  const isWhole = pfx === undefined ? inPem : cert === undefined && key === undefined;
  if (!isWhole) throw refuse('', 'must have pfx, or cert and key.');
  if (pfx !== undefined && !isUint8Array(pfx)) throw refuse('.pfx', 'must be a Uint8Array.');
  for (const [name, pem] of Object.entries({ cert, key })) {
    if (pem !== undefined && typeof pem !== 'string' && !isUint8Array(pem)) {
      throw refuse(`.${name}`, 'must be text or a Uint8Array.');
    }
  }
}

type AnyCertificate = { readonly [Key in 'pfx' | 'cert' | 'key']?: unknown };
