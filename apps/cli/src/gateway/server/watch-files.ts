import { unwatchFile, watchFile } from 'node:fs';

/** Often enough for certificates that are replaced days before they end. Looking works where events don't: links, network drives. */
const EVERY_MS = 2000;

/** Calls back whenever one of the files has changed; returns what ends that. */
export function watchFiles(files: readonly string[], onChange: () => void): () => void {
  const listener = () => onChange();
  for (const file of files) watchFile(file, { interval: EVERY_MS, persistent: false }, listener);
  return () => {
    for (const file of files) unwatchFile(file, listener);
  };
}
