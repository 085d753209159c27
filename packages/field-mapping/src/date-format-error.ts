/** Thrown for a date format that can't be used. */
export class DateFormatError extends Error {
  override readonly name = 'DateFormatError';
  readonly pattern: string;
  /** Index of the offending character in the pattern. */
  readonly position: number;
  /** What to write instead, in one sentence. */
  readonly remedy: string;

  constructor(
    problem: string,
    { pattern, position, remedy }: { pattern: string; position: number; remedy: string },
  ) {
    super(`Date format ${JSON.stringify(pattern)}, character ${position + 1}: ${problem}. ${remedy}`);
    this.pattern = pattern;
    this.position = position;
    this.remedy = remedy;
  }
}
