import { required, type Shape } from '@certbridge/rest-client';
import { checkDate, checkName, checkObject } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { RequestFilter } from '../contract/ca-store.ts';
import { type ListedStatus, statusGroups } from './status-names.ts';

/** Which requests a list is to have. */
export interface ListCriteria {
  readonly status?: ListedStatus | undefined;
  /** Only certificates that expire within so many milliseconds; of those that are issued, unless a status is given. */
  readonly expiringInMs?: number | undefined;
}

const listCriteria = required('property', {
  status: 'text?',
  expiringInMs: 'number?',
} satisfies Shape<ListCriteria>);
const listedStatuses = [...Object.keys(statusGroups), 'expired'];

/** Says which requests of the store make a list, such as that of the certificates that expire soon. */
export function listFilter(criteria: ListCriteria, now: Date): RequestFilter {
  checkObject(criteria, listCriteria, { of: 'listFilter' });
  checkDate(now, 'Argument 2 of listFilter');
  const { status, expiringInMs } = criteria;
  if (status !== undefined) checkName(status, 'The property status of listFilter', listedStatuses);
  const expiring = expiringInMs === undefined ? undefined : { after: now, until: endOf(expiringInMs, now) };
  const group = status ?? (expiringInMs === undefined ? undefined : 'issued');
  return {
    statuses: group === undefined ? undefined : statusGroups[group === 'expired' ? 'issued' : group],
    expired: group === 'issued' || group === 'expired' ? { by: now, is: group === 'expired' } : undefined,
    expiring,
  };
}

/** A period may be of years, so it is not bounded as what a timer waits for. */
function endOf(periodMs: number, from: Date): Date {
  const end = typeof periodMs === 'number' && periodMs >= 0 ? from.getTime() + periodMs : Number.NaN;
  const date = new Date(end);
  if (!Number.isNaN(date.getTime())) return date;
  throw invalidArgument(
    'The property expiringInMs of listFilter must be a number of milliseconds from 0 that ends at a valid Date.',
  );
}
