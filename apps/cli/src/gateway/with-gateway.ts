import path from 'node:path';
import { createAccess, createEndEntityStore, createGateway, writeAudit } from '@certbridge/ca-gateway';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import type { Redactor } from '../logging/redactor.ts';
import { version } from '../version.ts';
import { compareWithScm } from './compare-with-scm.ts';
import { type LoadedGatewayConfig, loadGatewayConfig } from './config/load-gateway-config.ts';
import { IN_MEMORY, openHost } from './open-host.ts';
import { startScans } from './scans/start-scans.ts';
import { turnsIn } from './scans/take-turn.ts';
import { serveGateway } from './server/serve-gateway.ts';
import { warnOfAuthorities, warnOfMark, warnOfPermissions } from './server/warn.ts';
import { watchTls } from './server/watch-tls.ts';

/** What a gateway is served with. */
export interface ServingOptions {
  /** Overrides that of the configuration. */
  readonly port: number | undefined;
  readonly io: CliIo;
  readonly redactor: Redactor;
}

/** Requests under way get this long to end. Orders that are on their way then get the rest of the time that service managers give. */
const GRACE_MS = 18_000;
/** The whole end. */
const END_MS = 30_000;
const logger = getLogger(['certbridge', 'gateway']);

/**
 * Serves the gateway of a configuration file while `work` is under way, which is given its address, then lets what is under way end.
 *
 * Throws a `ProgramError` where it can't be served.
 */
export async function withGateway(
  file: string,
  { port, io, redactor }: ServingOptions,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const loaded = withPort(await loadGatewayConfig(file, { env: io.env, redactor }), port);
  io.allowTime?.(END_MS);
  const { config, directory, secretFiles } = loaded;
  let { tls } = loaded;
  const opened = await openHost(loaded, { redactor });
  const scansEnd = new AbortController();
  try {
    const { host, database, cas, databaseFile } = opened;
    await warnOfPermissions([databaseFile, ...secretFiles]);
    warnOfAuthorities(config, tls);
    if (databaseFile !== IN_MEMORY) warnOfMark(databaseFile, database);
    const access = createAccess({
      settings: config.access,
      clientAuthorities: () => tls.ca,
      certificates: host.certificates,
    });
    const gateway = createGateway({
      host,
      access,
      est: config.est,
      settings: config.requests,
      draining: io.signal,
      audit: writeAudit,
      endEntities: createEndEntityStore(database.records('end entity')),
      shownPages: database.shownPages,
    });
    const served = await serveGateway(gateway, { ...config, tls });
    const unwatch = watchTls(loaded, {
      before: () => tls,
      take: (material) => {
        tls = material;
        served.reload(material);
      },
    });
    const scans = startScans(cas, {
      takeTurn: turnsIn(path.dirname(databaseFile)),
      signal: AbortSignal.any([io.signal, scansEnd.signal]),
    });
    try {
      const { url, operations } = served;
      logger.info('certbridge {version} serves {url}; health and metrics are at {operations}', {
        version,
        url,
        operations,
      });
      void compareWithScm(cas, { config, signal: io.signal });
      await work(url);
    } finally {
      unwatch();
      scansEnd.abort();
      await Promise.all([served.close(GRACE_MS), scans.stop()]);
    }
  } finally {
    await opened.close();
    logger.info('The gateway has stopped', { directory });
  }
}

function withPort(loaded: LoadedGatewayConfig, port: number | undefined): LoadedGatewayConfig {
  if (port === undefined) return loaded;
  const { config } = loaded;
  return { ...loaded, config: { ...config, listen: { ...config.listen, port } } };
}
