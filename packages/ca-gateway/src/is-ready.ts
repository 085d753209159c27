import type { HostedCa } from '@certbridge/ca-host';
import { checkAnswer } from './arguments/check-answer.ts';

/** Returns whether all that a CA has was read once. */
export function isReady(ca: Pick<HostedCa, 'isReady'>): boolean {
  return checkAnswer(ca.isReady(), 'The function isReady of a CA');
}
