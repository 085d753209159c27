/** Says why a text is no date format that can be used, and what to do. */
export class DateFormatError extends Error {
  override readonly name = 'DateFormatError';
  readonly pattern: string;
  /** Where in the pattern the problem is, counted from 0. */
  readonly position: number;
  /** What to write instead: one sentence. */
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
