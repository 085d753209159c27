/**
 * Keeps the warning of Node 22 that its SQLite is experimental away from standard error; every other one comes through.
 *
 * To be called before `node:sqlite` is loaded.
 */
export function hideSqliteWarning(target: Pick<NodeJS.Process, 'emitWarning'>): void {
  const emit = (target.emitWarning as (...details: readonly unknown[]) => void).bind(target);
  target.emitWarning = (...details: readonly unknown[]) => {
    if (!isSqliteWarning(details)) emit(...details);
  };
}

function isSqliteWarning([warning, options]: readonly unknown[]): boolean {
  const isObject = typeof options === 'object' && options !== null;
  const type = isObject && 'type' in options ? options.type : options;
  const text = warning instanceof Error ? warning.message : warning;
  const name = warning instanceof Error ? warning.name : type;
  return name === 'ExperimentalWarning' && typeof text === 'string' && text.startsWith('SQLite ');
}
