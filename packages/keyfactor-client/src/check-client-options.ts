import { mustBeOneOf } from '@certbridge/plain-text';
import { checkArgument, httpOptionNames, required, type Shape } from '@certbridge/rest-client';
import { invalidArgument } from './arguments.ts';
import type { KeyfactorClientOptions, RequestedWith } from './client-options.ts';
import type { KeyfactorLogin } from './login.ts';
import { system } from './system.ts';

const shape = {
  baseUrl: 'text',
  auth: 'object',
  requestedWith: 'text?',
  http: 'object?',
} as const satisfies Shape<KeyfactorClientOptions>;

type LoginType = KeyfactorLogin['type'];
type LoginOf<T extends LoginType> = Extract<KeyfactorLogin, { readonly type: T }>;

const requestedWiths: readonly RequestedWith[] = ['APIClient', 'XMLHttpRequest'];

const loginShapes: { readonly [T in LoginType]: Shape<LoginOf<T>> } = {
  basic: { type: 'text', username: 'text', password: 'text' },
  oauth: {
    type: 'text',
    tokenUrl: 'text',
    clientId: 'text',
    clientSecret: 'text',
    scopes: 'texts?',
    audience: 'text?',
    refreshSkewSeconds: 'number?',
  },
  token: { type: 'text', accessToken: 'text' },
};

const inside = {
  http: httpOptionNames,
  auth: Object.values<object>(loginShapes).flatMap((each) => Object.keys(each)),
};

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkClientOptions(options: KeyfactorClientOptions): void {
  const of = 'createKeyfactorClient';
  const place = { of, name: `The argument of ${of}`, inside, system };
  checkArgument(options, required('option', shape), place);
  const { requestedWith } = options;
  if (requestedWith !== undefined && !requestedWiths.includes(requestedWith)) {
    throw invalidArgument(`The option requestedWith of ${of} ${mustBeOneOf(requestedWith, requestedWiths)}`);
  }
  const { type } = options.auth;
  if (!Object.hasOwn(loginShapes, type)) {
    throw invalidArgument(`auth.type ${mustBeOneOf(type, Object.keys(loginShapes))}`);
  }
  checkArgument(options, required('option', { ...shape, auth: loginShapes[type] }), place);
}
