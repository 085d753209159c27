import type { Context } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';

/** Reads a parameter of a query; undefined where it is left out. Throws a GatewayError if it is there more than once. */
export function readQuery({ req }: Context<GatewayEnv>, name: string): string | undefined {
  const [value, ...others] = req.queries(name) ?? [];
  if (others.length > 0) throw new GatewayError(400, `Invalid input. ${name} must be given once.`);
  return value;
}

/** Reads a parameter that is true or false, in any case; false where it is left out. Throws a GatewayError for anything else. */
export function readBooleanQuery(context: Context<GatewayEnv>, name: string): boolean {
  const value = readQuery(context, name)?.toLowerCase() ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new GatewayError(400, `Invalid input. ${name} must be true or false.`);
}

/** Reads a parameter that is a whole number; undefined where it is left out. Throws a GatewayError for anything else. */
export function readIntegerQuery(context: Context<GatewayEnv>, name: string): number | undefined {
  const value = readQuery(context, name);
  if (value === undefined) return undefined;
  if (/^-?\d{1,10}$/.test(value)) return Number(value);
  throw new GatewayError(400, `Invalid input. ${name} must be a whole number.`);
}
