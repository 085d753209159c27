/**
 * Whether what began at a time, if ever, counts as done since another one. A time to come is none: the clock was set back, and
 * nothing would be done until it gets there.
 */
export function hasBegunSince(
  began: Date | null,
  { since, now }: { readonly since: Date; readonly now: Date },
): boolean {
  return began !== null && began >= since && began <= now;
}
