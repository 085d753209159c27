import type { SyncPlan } from '../planning/sync-plan.ts';
import { invalidArgument } from './invalid-argument.ts';

/** Throws an `ApiError` 'invalid-argument' unless it is a plan, as a dry run or a file gives it. */
export function checkPlan(plan: SyncPlan, name: string): void {
  const given: Partial<SyncPlan> | null | undefined = plan;
  if (typeof given?.header?.planId === 'string' && typeof given.certificates === 'function') return;
  throw invalidArgument(`${name} must be a plan, as onPlan or await readPlanLines(…) gives it.`);
}
