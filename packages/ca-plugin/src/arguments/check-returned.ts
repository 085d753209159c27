import { isDate } from 'node:util/types';
import { offerAwait } from '@certbridge/plain-text';
import { invalidArgument } from './invalid-argument.ts';

/** What a function of the host has to return. */
export interface Expectation {
  /** The function: `orders.newest`. */
  readonly of: string;
  /** Follows "must return". */
  readonly expected: string;
  readonly is: (value: unknown) => boolean;
}

/**
 * Returns what a function of the host returned, or throws a `CaPluginError` 'invalid-argument': a null or a promise in place of what is asked for
 * would decide about an order.
 */
export function checkReturned<T>(value: T, { of, expected, is }: Expectation): T {
  if (is(value)) return value;
  throw invalidArgument(`The function ${of} must return ${expected}.${offerAwait(value)}`);
}

/** Expects true or false. */
export function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** Expects a valid date. */
export function isTime(value: unknown): boolean {
  return isDate(value) && !Number.isNaN(value.getTime());
}
