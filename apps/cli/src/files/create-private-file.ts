import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Creates an empty file, readable only by its owner, if it is missing. Whoever opens it next reports what can't be done. */
export async function createPrivateFile(file: string): Promise<void> {
  if (existsSync(file)) return;
  await open(file, 'wx', 0o600).then(
    (handle) => handle.close(),
    () => undefined,
  );
}
