import { mustBeOneOf, plainText } from '@certbridge/plain-text';
import type * as v from 'valibot';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';
import type { RestRequest } from './rest-client.ts';

const shape = {
  method: 'text',
  path: 'text',
  query: 'object?',
  body: 'any?',
  form: 'object?',
  idempotent: 'flag?',
  maxResponseBytes: 'number?',
  sensitive: 'texts?',
  signal: 'signal?',
  onSending: 'function?',
} as const satisfies Shape<RestRequest>;

const plainRequest = required('property', shape);
const decodedRequest = required('property', {
  ...shape,
  schema: 'implemented',
} satisfies Shape<RestRequest & { readonly schema: v.GenericSchema }>);

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const satisfies RestRequest['method'][];

/** What makes an address of another path: parts that are resolved, and characters that end the path or are dropped. [WHATWG URL] */
const leadsElsewhere = /[\\?#\s\p{C}]|\/(?:\.|%2e){1,2}(?:\/|$)/iu;

/** The functions of a client that take a request; `json` takes a schema in it, too. */
export type RequestTaker = 'json' | 'send' | 'download';

/** Throws an `ApiError` 'invalid-argument' that names the property of a request which is missing, unknown or of another kind. */
export function checkRequest(
  request: RestRequest,
  { of, system }: { readonly of: RequestTaker; readonly system: string },
): void {
  const argument = of === 'json' ? decodedRequest : plainRequest;
  checkArgument(request, argument, { of, name: `Argument 1 of ${of}`, system });
  const problem = problemOf(request, of);
  if (problem === undefined) return;
  const { property, is } = problem;
  throw new ApiError(`The property ${property} of ${of} ${is}`, { code: 'invalid-argument', system });
}

/** Finds the first property whose value can't be sent; `is` ends the sentence about it. */
function problemOf(
  request: RestRequest & { readonly schema?: object },
  of: RequestTaker,
): { readonly property: string; readonly is: string } | undefined {
  const { method, path, query, body, form, maxResponseBytes = 1, schema } = request;
  if (!methods.includes(method)) return { property: 'method', is: mustBeOneOf(method, methods) };
  // fetch refuses it, too, but as if the network had failed.
  if ((method === 'GET' || method === 'HEAD') && (body !== undefined || form !== undefined))
    return { property: body === undefined ? 'form' : 'body', is: `can't be sent by ${method}.` };
  if (!path.startsWith('/'))
    return { property: 'path', is: 'must begin with a slash: build it with the path tag.' };
  if (leadsElsewhere.test(path))
    return {
      property: 'path',
      is: "must have no '.' or '..' between its slashes, and no query, backslash, blank or control character: build it with the path tag.",
    };
  if (of === 'json' && typeof (schema as Partial<v.GenericSchema>)['~run'] !== 'function')
    return { property: 'schema', is: 'must be a schema of valibot.' };
  // Its outcome would be a promise, in which no data is found.
  if (of === 'json' && (schema as { readonly async?: boolean }).async === true)
    return { property: 'schema', is: 'must not be an async schema: check what takes time in the data.' };
  for (const name in query) {
    const is = problemOfValue(query[name], name);
    if (is !== undefined) return { property: `query.${plainText(name, { maxLength: 50 })}`, is };
  }
  if (form !== undefined && !Object.values(form).every(isText))
    return { property: 'form', is: 'must be an object of texts.' };
  if (!Number.isInteger(maxResponseBytes) || maxResponseBytes < 1)
    return { property: 'maxResponseBytes', is: 'must be a whole number from 1.' };
  return undefined;
}

function problemOfValue(value: unknown, name: string): string | undefined {
  if (value !== undefined && !['string', 'number', 'boolean'].includes(typeof value))
    return 'must be text, a number, true or false.';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'must be a finite number.';
  const isSendable = typeof value !== 'string' || value.isWellFormed();
  if (!isSendable || !name.isWellFormed()) return "holds half of a surrogate pair, which can't be sent.";
  return undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
