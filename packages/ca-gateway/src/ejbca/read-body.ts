import { mustBeOneOf } from '@certbridge/plain-text';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { refuseEncoding } from '../refuse-encoding.ts';

/** Reads the JSON body of a request. Throws a GatewayError that repeats nothing of what was received. */
export async function readBody<Schema extends v.GenericSchema>(
  { req }: Context<GatewayEnv>,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const mediaType = req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json') {
    throw new GatewayError(415, 'Send the body as application/json.');
  }
  refuseEncoding(req);
  const result = v.safeParse(schema, parseJson(await req.arrayBuffer()), { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new GatewayError(400, `Invalid input. ${describe(issue)}`);
}

/** Bytes that aren't UTF-8 would be taken for other characters. */
function parseJson(body: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new GatewayError(400, 'The body is not JSON.');
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return 'The body must be a JSON object.';
  if (issue.kind !== 'schema') return `${path} ${issue.message}`;
  if (issue.received === 'undefined') return `${path} is missing.`;
  if (issue.type === 'picklist') return `${path} ${mustBeOneOf(issue.input, choicesOf(issue))}`;
  return `${path} must be ${words[issue.type] ?? 'of another type'}.`;
}

/** The schema library writes an expression: `("NEW" | "FAILED")`. In what is expected there is nothing of what was received. */
function choicesOf({ expected }: v.BaseIssue<unknown>): string[] {
  return [...(expected ?? '').matchAll(/"([^"]*)"/g)].map(([, value = '']) => value);
}

/** What types of schemas are called. The only unions of bodies are booleans that may be text, and the only types of our own are objects. */
const words: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  array: 'a list',
  object: 'an object',
  custom: 'an object',
  union: 'true or false',
};
