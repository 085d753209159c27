import * as v from 'valibot';
import { parseRequest } from '../http/parse-request.ts';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { badRequest, type ScmError } from './scm-error.ts';

const unreadable = badRequest(-1002, 'Cannot parse message body');

/**
 * Parses a JSON body.
 *
 * -1002 if it can't be parsed, isn't an object, or has an array in the wrong place; -1001 with the name of the key if it
 * violates a constraint.
 */
export function readBody<S extends v.GenericSchema<unknown, object>>(
  c: SandboxContext,
  schema: S,
  { switches }: World,
): v.InferOutput<S> | ScmError {
  let body: unknown;
  try {
    body = JSON.parse(c.get('body'));
  } catch {
    return unreadable;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return unreadable;
  const result = parseRequest(schema, body, switches);
  if (result.success) return result.output;
  const [issue] = result.issues;
  if (Array.isArray(issue.input)) return unreadable;
  return badRequest(-1001, `Value of '${v.getDotPath(issue) ?? ''}' is not valid.`);
}

/** Parses an optional JSON body. */
export function readOptionalBody<S extends v.GenericSchema<unknown, object>>(
  c: SandboxContext,
  schema: S,
  world: World,
): v.InferOutput<S> | ScmError {
  if (c.get('body') === '') c.set('body', '{}');
  return readBody(c, schema, world);
}
