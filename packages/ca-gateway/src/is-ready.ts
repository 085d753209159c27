import type { HostedCa } from '@certbridge/ca-host';
import { checkReturned } from './arguments/check-returned.ts';

/** Returns whether all that a CA has was read once. */
export function isReady(ca: Pick<HostedCa, 'isReady'>): boolean {
  return checkReturned(ca.isReady(), 'The function isReady of a CA');
}
