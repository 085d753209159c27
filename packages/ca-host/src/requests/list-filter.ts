import { required, type Shape } from '@certbridge/rest-client';
import { checkDate, checkName, checkObject } from '../arguments/check-values.ts';
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
  const group = status ?? (expiringInMs === undefined ? undefined : 'issued');
  return {
    statuses: group === undefined ? undefined : statusGroups[group === 'expired' ? 'issued' : group],
    expired: group === 'issued' || group === 'expired' ? { by: now, is: group === 'expired' } : undefined,
    expiring:
      expiringInMs === undefined ? undefined : { after: now, until: new Date(now.getTime() + expiringInMs) },
  };
}
