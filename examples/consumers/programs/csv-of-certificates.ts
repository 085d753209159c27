import type { KeyfactorClient } from '@certbridge/keyfactor-client';

/** Writes id, common name and metadata of every active certificate as CSV, a line for each. [RFC 4180] */
export async function* csvOfCertificates(command: KeyfactorClient): AsyncGenerator<string> {
  const names: string[] = [];
  for await (const { Name } of command.metadataFields.list()) {
    if (Name !== undefined) names.push(Name);
  }
  yield csvLine(['Id', 'IssuedCN', ...names]);
  for await (const { Id, IssuedCN, Metadata } of command.certificates.list()) {
    yield csvLine([String(Id), IssuedCN ?? '', ...names.map((name) => String(Metadata?.[name] ?? ''))]);
  }
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe: whoever requests a certificate chooses its names. */
function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`)
    .join(',');
}
