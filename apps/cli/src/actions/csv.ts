import { plainText } from '@certbridge/plain-text';

/** What a spreadsheet may take for the beginning of a formula; the wide forms count in some languages. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^'/u;

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * Renders a line of a CSV file as RFC 4180 has it, with its line end.
 *
 * A cell that a spreadsheet might run as a formula gets an apostrophe before it, unless it is a number, and so does
 * one that begins with an apostrophe: taking one away gives the value back.
 * What could make a line, drive a terminal or turn the writing around is an escape, as in `plainText`.
 */
export function renderCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

function renderCell(cell: string | number | null): string {
  const text = cell === null ? '' : plainText(String(cell));
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
