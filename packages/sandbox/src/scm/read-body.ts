import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import { badRequest, type ScmError } from './scm-error.ts';

/** Reads a JSON body: -1002 when it can't be parsed or is no object, -1001 naming the key when it breaks a constraint. */
export function readBody<S extends v.GenericSchema<unknown, object>>(
  c: SandboxContext,
  schema: S,
): v.InferOutput<S> | ScmError {
  let body: unknown;
  try {
    body = JSON.parse(c.get('body'));
  } catch {
    return badRequest(-1002, 'Cannot parse message body');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return badRequest(-1002, 'Cannot parse message body');
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  return badRequest(-1001, `Value of '${v.getDotPath(issue) ?? ''}' is not valid.`);
}
