/** What a program for tables may take for the beginning of a formula; the wide forms count in some languages. */
const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/u;

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * Renders a line of a CSV file as RFC 4180 has it, with its line end.
 *
 * A cell that a program for tables might run as a formula gets an apostrophe before it, unless it is a number, and so does
 * one that begins with an apostrophe: taking one away gives the value back.
 */
export function renderCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

function renderCell(cell: string | number | null): string {
  const text = cell === null ? '' : String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
