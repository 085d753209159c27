/** The names of .NET's invariant culture, in the order of their numbers. Abbreviations are the first three letters. */
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

export const dayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

export function abbreviate(name: string): string {
  return name.slice(0, 3);
}
