import type { Cron } from 'croner';

/** When a job was last due: the same time in every process of one schedule, however late its timer fires in one of them. */
export function lastDue(job: Cron, now: Date = new Date()): Date {
  // A run at the very time of reference is not listed.
  const [due = now] = job.previousRuns(1, new Date(now.getTime() + 1));
  return due;
}
