/** Reasons that SCM takes, by the names of RFC 5280, section 5.3.1. */
const reasons = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
} as const;

/** What the option may be, for help and errors. */
export const reasonNames = Object.keys(reasons);

/** Reads a reason by its name, in any letter case and with or without dashes, or by its number; undefined for any other name. */
export function readReason(text: string): number | undefined {
  // Which numbers there are is for the authority to say.
  if (/^\d{1,2}$/.test(text.trim())) return Number(text);
  const plain = text.toLowerCase().replaceAll(/[-_\s]/g, '');
  return Object.entries(reasons).find(([name]) => name.toLowerCase() === plain)?.[1];
}

/** Names a reason; those without a name stay numbers. */
export function nameReason(reason: number): string {
  return Object.entries(reasons).find(([, number]) => number === reason)?.[0] ?? `reason ${reason}`;
}
