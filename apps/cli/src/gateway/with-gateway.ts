import { once } from 'node:events';
import path from 'node:path';
import { createAccess, createEndEntityStore, createGateway, writeAudit } from '@certbridge/ca-gateway';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import type { ProgramResult } from '../frame/result-printer.ts';
import type { ProgramContext } from '../frame/run-action.ts';
import type { LogThreshold } from '../logging/log-level.ts';
import { version } from '../version.ts';
import { compareWithScm } from './compare-with-scm.ts';
import { type LoadedGatewayConfig, loadGatewayConfig } from './config/load-gateway-config.ts';
import { openHost } from './open-host.ts';
import { startScans } from './scans/start-scans.ts';
import { turnsIn } from './scans/take-turn.ts';
import { type ServedGateway, serveGateway } from './server/serve-gateway.ts';
import { warnOfAuthorities, warnOfPermissions } from './server/warn.ts';
import { watchTls } from './server/watch-tls.ts';
import { startGatewayLogging } from './start-gateway-logging.ts';

/** Options of a run of the gateway. */
export interface GatewayRunOptions {
  readonly config: string;
  /** Goes before that of the configuration. */
  readonly port?: number | undefined;
  readonly logLevel?: LogThreshold | undefined;
}

/** Requests under way get this long to end. Orders that are on their way then get the rest of the time that service managers give. */
const GRACE_MS = 18_000;
/** The whole end. */
const END_MS = 30_000;
const logger = getLogger(['certbridge', 'gateway']);

/** Serves a gateway until it is interrupted. Prints its address on standard output once it listens. */
export async function runGateway(
  { io, redactor }: Surroundings,
  options: GatewayRunOptions,
): Promise<ProgramResult> {
  const file = path.resolve(io.cwd, options.config);
  const stopLogging = await startGatewayLogging({ ...io, level: options.logLevel, redactor });
  try {
    const loaded = await loadGatewayConfig(file, { env: io.env, redactor });
    io.allowTime?.(END_MS);
    await serve(withPort(loaded, options.port), { io, redactor });
    return { exitCode: 0 };
  } finally {
    await stopLogging();
  }
}

function withPort(loaded: LoadedGatewayConfig, port: number | undefined): LoadedGatewayConfig {
  if (port === undefined) return loaded;
  const { config } = loaded;
  return { ...loaded, config: { ...config, listen: { ...config.listen, port } } };
}

type Surroundings = Pick<ProgramContext, 'io' | 'redactor'>;

async function serve(loaded: LoadedGatewayConfig, { io, redactor }: Surroundings): Promise<void> {
  const { config, directory, secretFiles } = loaded;
  let { tls } = loaded;
  const opened = await openHost(loaded, { redactor });
  const scansEnd = new AbortController();
  try {
    const { host, database, cas, databaseFile } = opened;
    await warnOfPermissions([databaseFile, ...secretFiles]);
    warnOfAuthorities(config, tls);
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
      announce(io, served);
      void compareWithScm(cas, { config, signal: io.signal });
      if (!io.signal.aborted) await once(io.signal, 'abort');
      logger.info('The gateway is about to stop');
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

function announce({ stdout }: CliIo, { url, operations }: ServedGateway): void {
  logger.info('certbridge {version} serves {url}; health and metrics are at {operations}', {
    version,
    url,
    operations,
  });
  stdout.write(`${url}\n`);
}
