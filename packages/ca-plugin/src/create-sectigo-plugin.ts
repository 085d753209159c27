import { getLogger } from '@logtape/logtape';
import { checkPluginCalls } from './arguments/check-plugin-calls.ts';
import { checkPluginOptions } from './arguments/check-plugin-options.ts';
import { createCatalog } from './catalog/create-catalog.ts';
import { templateAnnotations } from './catalog/template-settings.ts';
import { validateProductInfo } from './catalog/validate-product-info.ts';
import { connectorAnnotations } from './connection/connector-annotations.ts';
import { openConnection } from './connection/open-connection.ts';
import { tryOut, validateConnection } from './connection/validate-connection.ts';
import type { ConnectionInfo } from './contract/ca-plugin.ts';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import type { EnrollmentResult } from './contract/enrollment.ts';
import { templateWording } from './contract/parameter-wording.ts';
import { enroll } from './enrollment/enroll.ts';
import { findMissingParameters } from './enrollment/find-missing-parameters.ts';
import { lookUpOrders } from './enrollment/find-order.ts';
import { findUnknownParameters } from './enrollment/find-unknown-parameters.ts';
import { readProductKeys } from './enrollment/key-types.ts';
import { createMemoryLedger } from './enrollment/memory-ledger.ts';
import { OrdersInFlight } from './enrollment/orders-in-flight.ts';
import { LoginRecovery } from './login-recovery.ts';
import { findRequestIds } from './records/find-request-ids.ts';
import { getIssuers } from './records/get-issuers.ts';
import { getSingleRecord } from './records/get-single-record.ts';
import { revoke } from './records/revoke.ts';
import type { SectigoPlugin } from './sectigo-plugin.ts';
import type { SectigoPluginOptions } from './sectigo-plugin-options.ts';
import { createSession, type Session } from './session.ts';
import { synchronize } from './synchronization/synchronize.ts';
import { systemClock } from './system-clock.ts';
import { createWarnOnce } from './warn-once.ts';

/**
 * Creates the plugin; it does nothing before it is initialized. Throws a `CaPluginError` 'invalid-argument' for options that can't
 * be used.
 */
export function createSectigoPlugin(pluginOptions: SectigoPluginOptions): SectigoPlugin {
  checkPluginOptions(pluginOptions);
  const {
    reader,
    orders = createMemoryLedger(),
    orderGraceMs: graceMs = 10_000,
    logger = getLogger(['certbridge', 'ca-plugin']),
    clock = systemClock,
    http,
    loginRecovery,
    wording = templateWording,
  } = pluginOptions;
  // Beyond a session: the connection may be exchanged between an order and the next one.
  const inFlight = new OrdersInFlight<EnrollmentResult>({ graceMs });
  // Beyond a session, too: a connection is mostly validated before it is taken into use.
  const warn = createWarnOnce(logger);
  let session: Session | 'disabled' | undefined;
  let connectionInfo: ConnectionInfo | undefined;
  /** Beside it: one that a login is attempted with, and those of refused logins with calls that were under way then. */
  const others = new Set<Session>();

  const recovery =
    loginRecovery && new LoginRecovery({ ...loginRecovery, attempt: () => logInAnew(connectionInfo) });

  /** Opens a connection. Throws a {@link CaPluginError} where its settings are not valid. */
  const open = async (connection: ConnectionInfo): Promise<Session | 'disabled'> => {
    const opened = await openConnection(connection, {
      ...{ logger, http },
      onLoginRefused: ({ message }) => recovery?.refused(message),
    });
    if (opened.type === 'invalid') {
      const { problems } = opened;
      const message = problems.map((problem) => problem.message).join(' ');
      throw new CaPluginError(message, { code: 'invalid-settings', problems });
    }
    if (opened.type === 'disabled') return 'disabled';
    const { client, settings } = opened;
    const catalog = createCatalog(client, { clock, warn });
    return createSession({
      ...{ client, settings, catalog, reader, orders, inFlight, logger, clock, wording },
    });
  };

  /** Takes another session into use once its login is accepted. What is under way over the one before goes on. */
  const logInAnew = async (connection: ConnectionInfo | undefined): Promise<void> => {
    const previous = session;
    if (connection === undefined || typeof previous !== 'object') return;
    const next = await open(connection);
    if (next === 'disabled') return;
    others.add(next);
    try {
      await next.run(({ client }, options) => tryOut(client, options), {});
    } catch (error) {
      await next.close();
      throw error;
    } finally {
      others.delete(next);
    }
    // Closed, or initialized, meanwhile.
    if (session !== previous) return next.close();
    session = next;
    others.add(previous);
    void previous.retire().finally(() => others.delete(previous));
  };

  const replaceSession = async (next: Session | 'disabled' | undefined): Promise<void> => {
    const previous = session;
    session = next;
    const ending = [...others, ...(typeof previous === 'object' ? [previous] : [])];
    await Promise.all(ending.map((each) => each.close()));
  };

  /** Runs an operation over the session in use; rejects where there is none. */
  const use: Session['run'] = async (operation, callOptions) => {
    const loggingIn = recovery?.prepare(callOptions?.signal);
    if (loggingIn !== undefined) await loggingIn;
    return inUse(session).run(operation, callOptions);
  };

  const readProducts = (callOptions: Parameters<SectigoPlugin['getProducts']>[0]) =>
    use(async ({ catalog }, { signal }) => {
      const { items } = await catalog.profiles(signal, callOptions?.onFinding);
      return items.map((profile) => ({
        ...{ id: String(profile.id), name: profile.name },
        keys: readProductKeys(profile),
      }));
    }, callOptions);

  const calls = checkPluginCalls({
    validateCAConnectionInfo: (connection, callOptions) =>
      validateConnection(connection, { ...callOptions, logger, warn, http }),

    async initialize(connection) {
      const next = await open(connection);
      connectionInfo = connection;
      recovery?.forget();
      await replaceSession(next);
    },

    ping: (callOptions) => use(({ client }, options) => tryOut(client, options), callOptions),

    getProductIds: async (callOptions) => (await readProducts(callOptions)).map(({ id }) => id),
    getProducts: readProducts,

    findUnknownParameters: (names, callOptions) =>
      use((context, { signal }) => findUnknownParameters(names, context, signal), callOptions),

    findMissingParameters: (parameters, callOptions) =>
      use(
        (context, { signal }) =>
          findMissingParameters(parameters, context, { signal, onFinding: callOptions?.onFinding }),
        callOptions,
      ),

    validateProductInfo: (product, callOptions) =>
      use((context, { signal }) => validateProductInfo(product, context, signal), callOptions),

    enroll: (request, callOptions) =>
      use((context, options) => enroll(request, context, { ...callOptions, ...options }), callOptions),

    findRequestIds: (serialNumber, callOptions) =>
      use((context, options) => findRequestIds(serialNumber, context, options), callOptions),

    lookUpOrders: (callOptions) =>
      use((context, options) => lookUpOrders(context, { ...callOptions, ...options }), callOptions),

    getIssuers: (caRequestId, callOptions) =>
      use((context, options) => getIssuers(caRequestId, context, options), callOptions),

    getSingleRecord: (caRequestId, callOptions) =>
      use((context, options) => getSingleRecord(caRequestId, context, options), callOptions),

    revoke: (request, callOptions) =>
      use((context, options) => revoke(request, context, { ...callOptions, ...options }), callOptions),

    async *synchronize(request, callOptions) {
      const onFinding = callOptions?.onFinding;
      await recovery?.prepare(callOptions?.signal);
      yield* inUse(session).iterate(
        (context, options) => synchronize(request, context, { ...options, onFinding }),
        callOptions,
      );
    },
  });

  return {
    ...calls,
    getCAConnectorAnnotations: () => connectorAnnotations,
    getTemplateParameterAnnotations: () => templateAnnotations,
    close: () => replaceSession(undefined),
  };
}

/** The session in use. Throws a {@link CaPluginError} where there is none. */
function inUse(session: Session | 'disabled' | undefined): Session {
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
