import { required, type Shape } from '@certbridge/rest-client';
import type { KeepOptions, RequestFilter } from '../contract/ca-store.ts';
import { checkDate, checkList, checkName, checkObject } from './check-values.ts';
import { invalidArgument } from './invalid-argument.ts';

const keepOptions = required('option', { at: 'any', durability: 'text?' } satisfies Shape<KeepOptions>);

const requestFilter = required('property', {
  statuses: 'list?',
  expired: { by: 'any', is: 'flag' },
  expiring: { after: 'any', until: 'any' },
} satisfies Shape<RequestFilter>);

/** Throws a `CaPluginError` 'invalid-argument' unless there is a list to keep and a time. Its many records are not looked at. */
export function checkKeeping(records: unknown, options: KeepOptions): void {
  if (!Array.isArray(records))
    throw invalidArgument('Argument 1 of requests.keep must be a list of records.');
  checkObject(options, keepOptions, { of: 'requests.keep', position: 2 });
  const { at, durability = 'kill' } = options;
  checkDate(at, 'The option at of requests.keep');
  checkName(durability, 'The option durability of requests.keep', ['power-loss', 'kill']);
}

/** Throws a `CaPluginError` 'invalid-argument' that names what of a filter is unknown or of another kind. */
export function checkRequestFilter(filter: RequestFilter): void {
  checkObject(filter, requestFilter, { of: 'requests.list' });
  const property = (name: string) => `The property ${name} of requests.list`;
  const { statuses = [], expired, expiring } = filter;
  checkStatuses(statuses, property('statuses'));
  if (expired !== undefined) checkDate(expired.by, property('expired.by'));
  if (expiring === undefined) return;
  checkDate(expiring.after, property('expiring.after'));
  checkDate(expiring.until, property('expiring.until'));
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a list of statuses; `name` begins the sentence. */
export function checkStatuses(value: unknown, name: string): void {
  checkList(value, { name, kind: 'statuses, which are numbers', is: Number.isInteger });
}
