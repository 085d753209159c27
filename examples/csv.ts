/**
 * Formats a row of CSV; null and undefined are empty cells. [RFC 4180]
 *
 * A cell that a spreadsheet would interpret as a formula is prefixed with an apostrophe, because certificate data comes from
 * whoever requested the certificate. [OWASP, "CSV Injection"]
 */
export function csvRow(cells: readonly unknown[]): string {
  return `${cells.map((cell) => csvCell(String(cell ?? ''))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
