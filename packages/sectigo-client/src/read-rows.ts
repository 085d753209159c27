import * as v from 'valibot';

/** A row of a list that can't be read, in its place. */
export class UnreadableRow {
  /** Tells it from the other rows of its list. */
  readonly key: string;
  /** A sentence without anything of what was received but the ids of the rows beside it. */
  readonly problem: string;

  constructor(key: string, problem: string) {
    this.key = key;
    this.problem = problem;
  }
}

/** Decodes the rows of a page one by one where the page as a whole doesn't fit. */
export function readRows<T, TId extends number | string>(
  rows: readonly unknown[],
  {
    schema,
    idOf,
    what,
    position,
  }: {
    readonly schema: v.GenericSchema<unknown, T[]>;
    readonly idOf: (row: T) => TId;
    readonly what: string;
    readonly position: number;
  },
): (T | UnreadableRow)[] {
  const whole = v.safeParse(schema, rows);
  if (whole.success && whole.output.length === rows.length) return whole.output;
  const results = rows.map((row) => v.safeParse(schema, [row]));
  const ids = results.map(({ success, output }) => {
    const row = success ? (output as T[])[0] : undefined;
    return row === undefined ? undefined : idOf(row);
  });
  return results.map((result, index) => {
    const row = result.success ? result.output[0] : undefined;
    if (row !== undefined) return row;
    const beside = [ids[index - 1], ids[index + 1]].filter((id) => id !== undefined).join(' and ');
    const where = beside === '' ? '' : ` (beside ${beside})`;
    const number = position + index + 1;
    return new UnreadableRow(
      `row ${number}`,
      `Row ${number} of ${what}${where} can't be read: expected ${expected(result.issues?.[0])}.`,
    );
  });
}

function expected(issue: v.BaseIssue<unknown> | undefined): string {
  if (issue === undefined) return 'an object';
  const place = (v.getDotPath(issue) ?? '').replace(/^\d+\.?/, '');
  const kind = (issue.expected ?? issue.type).replaceAll('_', ' ');
  return `${kind}${place === '' ? '' : ` at ${place}`}`;
}
