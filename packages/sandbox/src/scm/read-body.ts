import * as v from 'valibot';
import { parseRequest } from '../http/parse-request.ts';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { badRequest, type ScmError } from './scm-error.ts';

const unreadable = badRequest(-1002, 'Cannot parse message body');

/**
 * Reads a JSON body.
 *
 * -1002 when it can't be parsed, is no object, or has an array where none belongs; -1001 naming the key when it breaks a
 * constraint.
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
  const result = parseRequest(schema, body, { ...switches, anyCase: false });
  if (result.success) return result.output;
  const [issue] = result.issues;
  if (Array.isArray(issue.input)) return unreadable;
  return badRequest(-1001, `Value of '${v.getDotPath(issue) ?? ''}' is not valid.`);
}

/** Reads a JSON body that may be left out. */
export function readOptionalBody<S extends v.GenericSchema<unknown, object>>(
  c: SandboxContext,
  schema: S,
  world: World,
): v.InferOutput<S> | ScmError {
  if (c.get('body') === '') c.set('body', '{}');
  return readBody(c, schema, world);
}
