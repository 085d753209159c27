import { cpus } from 'node:os';

/** Prints date, Node version and machine, without which figures are meaningless. */
export function printMachine() {
  const date = new Date().toISOString().slice(0, 10);
  console.log(`\n${date}, Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
}

/** Prints rows as a Markdown table. */
export function printTable(rows) {
  const columns = Object.keys(rows[0]);
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`| ${columns.map(() => '---').join(' | ')} |`);
  for (const row of rows) console.log(`| ${columns.map((column) => row[column]).join(' | ')} |`);
}
