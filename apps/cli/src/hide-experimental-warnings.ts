/** How the warnings begin of what this program relies on: Node 22's SQLite, and undici's proxies by SOCKS. */
const known = ['SQLite ', 'SOCKS5 '];

/**
 * Keeps the warnings that SQLite and SOCKS are experimental away from standard error; every other one comes through.
 *
 * To be called before `node:sqlite` is loaded.
 */
export function hideExperimentalWarnings(target: Pick<NodeJS.Process, 'emitWarning'>): void {
  const emit = (target.emitWarning as (...details: readonly unknown[]) => void).bind(target);
  target.emitWarning = (...details: readonly unknown[]) => {
    if (!isKnown(details)) emit(...details);
  };
}

function isKnown([warning, options]: readonly unknown[]): boolean {
  const isObject = typeof options === 'object' && options !== null;
  const type = isObject && 'type' in options ? options.type : options;
  const text = warning instanceof Error ? warning.message : warning;
  const name = warning instanceof Error ? warning.name : type;
  return (
    name === 'ExperimentalWarning' &&
    typeof text === 'string' &&
    known.some((beginning) => text.startsWith(beginning))
  );
}
