import { invalidArgument } from './check-values.ts';
import { kindOf, leaveAlone } from './kind-of.ts';

/**
 * Returns what a function of the embedding program answered. Throws an `ApiError` 'invalid-argument' unless it is true or false: a promise, and any text,
 * would count as a yes.
 */
export function checkAnswer(answer: unknown, name: string): boolean {
  if (typeof answer === 'boolean') return answer;
  leaveAlone(answer);
  throw invalidArgument(`${name} must return true or false; it returned ${kindOf(answer)}.`);
}
