import { unwatchFile, watchFile } from 'node:fs';
import { stat } from 'node:fs/promises';
import { getLogger } from '@logtape/logtape';
import type { GatewayConfig } from '../config/gateway-schema.ts';
import { keyFiles, tlsFilesOf } from '../config/load-gateway-config.ts';
import { listTlsFiles, readTlsFiles, type TlsMaterial } from './read-tls-files.ts';
import { warnOfAuthorities, warnOfPermissions } from './warn.ts';

/** A configuration whose TLS files are watched. */
export interface WatchedConfig {
  readonly config: Pick<GatewayConfig, 'listen' | 'access'>;
  /** Where it was read from. */
  readonly file: string;
}

/** Often enough for certificates that are replaced days before they end. Looking works where events don't: links, network drives. */
const WATCH_MS = 2000;
/** How often it is logged that a file can't be used: the earlier content may count for less and less. */
const AGAIN_MS = 3_600_000;
const logger = getLogger(['certbridge', 'gateway']);

/**
 * Loads changed TLS files; those that can't be used are logged, once an hour until they can, and the earlier ones stay. Returns what ends
 * that.
 */
export function watchTls(
  { config, file }: WatchedConfig,
  { before, take }: { readonly before: () => TlsMaterial; readonly take: (material: TlsMaterial) => void },
): () => void {
  const files = tlsFilesOf(config, file);
  let again: NodeJS.Timeout | undefined;
  const reload = async () => {
    const { material, problems } = await readTlsFiles(files, before());
    clearTimeout(again);
    if (material !== undefined) take(material);
    for (const { path: setting, message: reason, remedy } of problems) {
      logger.warn('The TLS files have changed, but {setting} is not used: {reason}. {remedy}', {
        setting,
        reason,
        remedy,
      });
    }
    if (problems.length > 0) again = setTimeout(() => inTurn(reload), AGAIN_MS).unref();
    else logger.info('The TLS files have changed, and are in use');
    if (material !== undefined) warnOfAuthorities(config, material);
    if (problems.length === 0) await warnOfPermissions(keyFiles(files));
  };
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    turn = turn
      .then(work)
      .catch((error: unknown) => logger.error("The TLS files can't be read again", { error }));
  };
  const names = listTlsFiles(files);
  let seen: string | undefined;
  // Files that change together call back one by one; the first call reads them all.
  const reloadOnce = async () => {
    const now = await describeStates(names);
    if (now === seen) return;
    seen = now;
    await reload();
  };
  const unwatch = watchFiles(names, () => inTurn(reloadOnce));
  return () => {
    unwatch();
    clearTimeout(again);
  };
}

/** Describes the state of files without reading them: it changes with their content. */
async function describeStates(files: readonly string[]): Promise<string> {
  const states = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found && [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
  });
  return JSON.stringify(await Promise.all(states));
}

/** Calls back whenever one of the files has changed; returns what ends that. */
function watchFiles(files: readonly string[], onChange: () => void): () => void {
  const listener = () => onChange();
  for (const file of files) watchFile(file, { interval: WATCH_MS, persistent: false }, listener);
  return () => {
    for (const file of files) unwatchFile(file, listener);
  };
}
