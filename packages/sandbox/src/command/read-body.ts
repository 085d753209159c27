import * as v from 'valibot';
import { parseRequest } from '../http/parse-request.ts';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';

/** Parses a JSON body. Throws a CommandError with status 400 that names the property, never its value. */
export function readBody<S extends v.GenericSchema>(
  c: SandboxContext,
  schema: S,
  { switches }: World,
): v.InferOutput<S> {
  let body: unknown;
  try {
    body = JSON.parse(c.get('body'));
  } catch {
    throw new CommandError(400, 'The request body is not valid JSON.');
  }
  const result = parseRequest(schema, body, switches);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CommandError(400, `The property ${v.getDotPath(issue) ?? 'body'} is missing or not valid.`);
}
