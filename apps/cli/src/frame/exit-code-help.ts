import type { ExitCode } from '@certbridge/metadata-sync';

/** What each exit code means to who syncs; for the actions of a certificate authority it is put in their own words below. */
const meanings: Record<ExitCode, string> = {
  0: 'everything in scope was done, or nothing needed doing',
  1: 'failed: a system could not be reached or read; nothing further was written',
  2: 'usage or configuration error; nothing was called',
  3: 'finished, but at least one certificate failed, was partly processed or is in conflict',
  4: `stopped for you: a safety limit, a plan that no longer fits, replacements missing in
       bannedcharacters.json, metadata fields missing before kftosc, or another run under way`,
  5: 'with plan --detailed-exitcode: there are changes to apply',
  130: 'interrupted',
};

const caMeanings = {
  0: 'done; an order that waits for approval is one that is done',
  1: 'Sectigo could not be reached or read, or the database could not be written',
  2: 'usage, configuration or input error; nothing was ordered or revoked',
  3: 'done, but something failed, could not be read, or was refused by Sectigo, or an order may be open',
  4: 'stopped for you: an order may have come through already, or another run is under way',
  130: 'interrupted',
};

/** The exit codes for the help of the program. */
export const exitCodeHelp = `${render(meanings)}

Those of the ca commands are listed by certbridge ca --help.`;

/** The exit codes for the help of the actions of a certificate authority. */
export const caExitCodeHelp = render(caMeanings);

function render(table: Partial<Record<ExitCode, string>>): string {
  const lines = Object.entries(table).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`);
  return ['', 'Exit codes:', ...lines].join('\n');
}
