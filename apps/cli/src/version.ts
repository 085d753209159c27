import { readFileSync } from 'node:fs';

/** Put in by the bundler; the sources read the manifest. */
declare const CERTBRIDGE_VERSION: string | undefined;

/** The version of this package. */
export const version = typeof CERTBRIDGE_VERSION === 'string' ? CERTBRIDGE_VERSION : readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version: unknown }).version);
}
