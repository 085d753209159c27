import type { HttpOptions, SectigoClient } from '@certbridge/sectigo-client';
import { getLogger, type Logger } from '@logtape/logtape';
import { createCatalog } from './catalog/create-catalog.ts';
import { templateAnnotations } from './catalog/template-settings.ts';
import { validateProductInfo } from './catalog/validate-product-info.ts';
import { connectorAnnotations } from './connection/connector-annotations.ts';
import { openConnection } from './connection/open-connection.ts';
import type { CallOptions, CaPlugin, ConfigurableCaPlugin, ProductCatalog } from './contract/ca-plugin.ts';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import type { CertificateReader } from './contract/certificate-reader.ts';
import { toCaPluginError } from './describe-failure.ts';
import type { Clock, PluginContext } from './plugin-context.ts';
import { getSingleRecord } from './records/get-single-record.ts';
import { revoke } from './records/revoke.ts';
import { synchronize } from './synchronization/synchronize.ts';
import { systemClock } from './system-clock.ts';

/** What a plugin is made with. */
export interface SectigoPluginOptions {
  /** What the host knows of its certificates. */
  readonly reader: CertificateReader;
  /** LogTape's `certbridge.ca-plugin` where it is left out. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Settings of the HTTP layer, such as certificate authorities to trust. */
  readonly http?: HttpOptions | undefined;
}

/** The plugin for Sectigo Certificate Manager. */
export type SectigoPlugin = CaPlugin & ProductCatalog & ConfigurableCaPlugin;

/** The use of one connection. */
interface Session {
  readonly context: PluginContext;
  readonly closing: AbortController;
}

/** Creates the plugin; it does nothing before it is initialized. */
export function createSectigoPlugin(options: SectigoPluginOptions): SectigoPlugin {
  const { reader, logger = getLogger(['certbridge', 'ca-plugin']), clock = systemClock, http } = options;
  let session: Session | 'disabled' | undefined;

  const replaceSession = async (next: Session | 'disabled' | undefined): Promise<void> => {
    const previous = session;
    session = next;
    if (typeof previous !== 'object') return;
    previous.closing.abort();
    await previous.context.client.close();
  };

  /** Runs an operation, which ends with its caller's signal and with the session. */
  const run = async <T>(
    operation: (context: PluginContext, options: { readonly signal: AbortSignal }) => Promise<T>,
    callOptions: CallOptions | undefined,
  ): Promise<T> => {
    const { context, closing } = sessionInUse(session);
    const signal = joinSignals(closing, callOptions);
    try {
      return await operation(context, { signal });
    } catch (error) {
      throw toCaPluginError(error, signal);
    }
  };

  return {
    getCAConnectorAnnotations: () => connectorAnnotations,
    getTemplateParameterAnnotations: () => templateAnnotations,

    async validateCAConnectionInfo(connection, callOptions) {
      // Somebody waits for the answer at a form, so what can't be reached is not tried for minutes.
      const opened = await openConnection(connection, { logger, http: { ...http, retries: 1 } });
      if (opened.type === 'disabled') return [];
      if (opened.type === 'invalid') return opened.problems;
      try {
        await tryOut(opened.client, callOptions?.signal);
        return [];
      } catch (error) {
        const failure = toCaPluginError(error, callOptions?.signal);
        if (!(failure instanceof CaPluginError) || failure.code === 'aborted') throw failure;
        return [{ setting: null, message: failure.message }];
      } finally {
        await opened.client.close();
      }
    },

    async initialize(connection) {
      const opened = await openConnection(connection, { logger, http });
      if (opened.type === 'invalid') {
        const message = opened.problems.map((problem) => problem.message).join(' ');
        throw new CaPluginError(message, { code: 'invalid-settings' });
      }
      if (opened.type === 'disabled') return replaceSession('disabled');
      const { client, settings } = opened;
      const catalog = createCatalog(client, { clock });
      const context = { client, settings, catalog, reader, logger, clock };
      await replaceSession({ context, closing: new AbortController() });
    },

    ping: (callOptions) => run(({ client }, { signal }) => tryOut(client, signal), callOptions),

    getProductIds: (callOptions) =>
      run(async ({ catalog }, { signal }) => {
        const profiles = await catalog.profiles(signal);
        return profiles.map(({ id }) => String(id));
      }, callOptions),

    validateProductInfo: (product, callOptions) =>
      run((context, { signal }) => validateProductInfo(product, context, signal), callOptions),

    enroll: (_request, callOptions) => run(async () => notBuilt(), callOptions),
    getSingleRecord: (caRequestId, callOptions) =>
      run((context, ended) => getSingleRecord(caRequestId, context, ended), callOptions),

    revoke: (request, callOptions) => run((context, ended) => revoke(request, context, ended), callOptions),

    async *synchronize(request, callOptions) {
      const { context, closing } = sessionInUse(session);
      yield* synchronize(request, context, { signal: joinSignals(closing, callOptions) });
    },

    close: () => replaceSession(undefined),
  };
}

function notBuilt(): never {
  throw new CaPluginError('This operation does not exist yet.', { code: 'unavailable' });
}

function sessionInUse(session: Session | 'disabled' | undefined): Session {
  if (session === undefined) {
    throw new CaPluginError('The CA has no connection yet: initialize it first.', {
      code: 'not-initialized',
    });
  }
  if (session === 'disabled') {
    throw new CaPluginError('The CA is disabled. Set Enabled to true in its connection settings.', {
      code: 'disabled',
    });
  }
  return session;
}

function joinSignals(closing: AbortController, callOptions: CallOptions | undefined): AbortSignal {
  return callOptions?.signal === undefined
    ? closing.signal
    : AbortSignal.any([closing.signal, callOptions.signal]);
}

/** One call that every login may make. A refused login is not tried twice: SCM may lock the account. */
async function tryOut(client: SectigoClient, signal: AbortSignal | undefined): Promise<void> {
  await client.profiles.list({ signal });
}
