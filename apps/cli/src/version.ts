import { readFileSync } from 'node:fs';

/** The version of this package. */
export const version = readVersion();

function readVersion(): string {
  // One folder up from the source and from the built file alike.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
