import type { AnySummary } from '../summary/run-summary.ts';
import { invalidArgument } from './invalid-argument.ts';

/** Throws an `ApiError` 'invalid-argument' unless it is a summary: the `summary` of a result, and not the result. */
export function checkSummary(summary: AnySummary & { readonly certificates: object }, of: string): void {
  const given: Partial<typeof summary> | null | undefined = summary;
  const isSummary =
    typeof given?.runId === 'string' &&
    typeof given.certificates === 'object' &&
    Array.isArray(given.problems);
  if (isSummary) return;
  throw invalidArgument(`The argument of ${of} must be the summary of a result.`);
}
