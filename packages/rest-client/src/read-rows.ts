import * as v from 'valibot';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';
import { describeIssue } from './describe-issue.ts';
import { idSchema } from './tolerant.ts';

/** A row of a list that can't be read, in its place. */
export class UnreadableRow {
  /** Tells it from the other rows of its list. */
  readonly key: string;
  /** The id, where that alone can be read. */
  readonly id: number | undefined;
  /** The name, where that can be read. */
  readonly name: string | undefined;
  /** A sentence without anything of what was received but ids: its own, or those of the rows next to it. */
  readonly problem: string;

  constructor({ key, id, name, problem }: Pick<UnreadableRow, 'key' | 'id' | 'name' | 'problem'>) {
    this.key = key;
    this.id = id;
    this.name = name;
    this.problem = problem;
  }
}

/** What the rows of a page are, and where it lies. */
export interface ReadRowsOptions<T> {
  readonly schema: v.GenericSchema<unknown, T[]>;
  /** Returns the id of a row, for messages. */
  readonly idOf: (row: T) => number | string;
  /** The name of a row that can't do without one: a row where it is blank can't be read. */
  readonly nameOf?: ((row: T) => string) | undefined;
  /** Finds the id of a row that is no `T`, where it has one. */
  readonly findId?: ((row: unknown) => unknown) | undefined;
  /** Finds the name of such a row. */
  readonly findName?: ((row: unknown) => unknown) | undefined;
  /** The list, as a sentence names it: `the list of certificates`. */
  readonly what: string;
  /** Rows before the page. */
  readonly position: number;
}

const shape = required('option', {
  schema: 'implemented',
  idOf: 'function',
  nameOf: 'function?',
  findId: 'function?',
  findName: 'function?',
  what: 'text',
  position: 'number',
} satisfies Shape<ReadRowsOptions<unknown>>);

/** Decodes the rows of a page one by one where the page as a whole doesn't fit. Throws an `ApiError` 'invalid-argument' for options that can't be used. */
export function readRows<T>(rows: readonly unknown[], options: ReadRowsOptions<T>): (T | UnreadableRow)[] {
  if (!Array.isArray(rows)) {
    throw new ApiError('Argument 1 of readRows must be a list.', { code: 'invalid-argument' });
  }
  checkArgument(options, shape, { of: 'readRows', name: 'Argument 2 of readRows' });
  const {
    schema,
    idOf,
    nameOf,
    findId = () => undefined,
    findName = () => undefined,
    what,
    position,
  } = options;
  const isNameless = (row: T) => nameOf?.(row).trim() === '';
  const whole = v.safeParse(schema, rows);
  if (whole.success && whole.output.length === rows.length && !whole.output.some(isNameless))
    return whole.output;
  const results = rows.map((row) => v.safeParse(schema, [row]));
  const ids = results.map(({ success, output }) => {
    const row = success ? (output as T[])[0] : undefined;
    return row === undefined ? undefined : idOf(row);
  });
  return results.map((result, index) => {
    const row = result.success ? result.output[0] : undefined;
    if (row !== undefined && !isNameless(row)) return row;
    const own = row === undefined ? findId(rows[index]) : idOf(row);
    const id = v.is(idSchema, own) ? own : undefined;
    const name = findName(rows[index]);
    const nearby = [ids[index - 1], ids[index + 1]].filter((other) => other !== undefined).join(' and ');
    const where = id !== undefined ? ` (id ${id})` : nearby === '' ? '' : ` (next to ${nearby})`;
    const number = position + index + 1;
    return new UnreadableRow({
      key: `row ${number}`,
      id,
      name: typeof name === 'string' && name.trim() !== '' ? name : undefined,
      problem: `Row ${number} of ${what}${where} can't be read: ${row === undefined ? describeRow(result.issues?.[0]) : 'it has no name'}.`,
    });
  });
}

function describeRow(issue: v.BaseIssue<unknown> | undefined): string {
  return issue === undefined ? 'expected an object' : describeIssue(issue, { isRow: true });
}
