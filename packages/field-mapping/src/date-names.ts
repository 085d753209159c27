/** Month names of .NET's invariant culture. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Day names of .NET's invariant culture, Sunday first. */
export const dayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** Abbreviates the name of a month or day to its first three letters. */
export function abbreviate(name: string): string {
  return name.slice(0, 3);
}
