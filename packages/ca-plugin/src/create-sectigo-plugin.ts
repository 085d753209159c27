import { setTimeout as sleep } from 'node:timers/promises';
import { getLogger } from '@logtape/logtape';
import { checkPluginCalls } from './arguments/check-plugin-calls.ts';
import { checkPluginOptions } from './arguments/check-plugin-options.ts';
import { checkedClock, checkedReader } from './arguments/checked-host.ts';
import { checkedLedger } from './arguments/checked-ledger.ts';
import { createCatalog } from './catalog/create-catalog.ts';
import { templateAnnotations } from './catalog/template-settings.ts';
import { validateProductInfo } from './catalog/validate-product-info.ts';
import { connectorAnnotations } from './connection/connector-annotations.ts';
import { type OpeningOptions, openConnection } from './connection/open-connection.ts';
import { tryOut, validateConnection } from './connection/validate-connection.ts';
import type { ConnectionInfo, FindingOptions, Product } from './contract/ca-plugin.ts';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import type { EnrollmentResult } from './contract/enrollment.ts';
import { templateWording } from './contract/parameter-wording.ts';
import { enroll } from './enrollment/enroll.ts';
import { lookUpOrders } from './enrollment/find-order.ts';
import { findMissingParameters, findUnknownParameters } from './enrollment/find-parameter-problems.ts';
import { readProductKeys } from './enrollment/key-types.ts';
import { createMemoryLedger } from './enrollment/memory-ledger.ts';
import { OrdersInFlight } from './enrollment/orders-in-flight.ts';
import type { Clock, PluginContext } from './plugin-context.ts';
import { findRequestIds } from './records/find-by-serial-number.ts';
import { getIssuers } from './records/get-issuers.ts';
import { getSingleRecord } from './records/get-single-record.ts';
import { revoke } from './records/revoke.ts';
import type { SectigoPlugin } from './sectigo-plugin.ts';
import type { SectigoPluginOptions } from './sectigo-plugin-options.ts';
import { createSession, type Session } from './session.ts';
import { SessionInUse } from './session-in-use.ts';
import { listRecords } from './synchronization/list-records.ts';
import { createWarnOnce, type WarnOnce } from './warn-once.ts';

/** What all sessions of a plugin share. */
type SharedContext = Omit<PluginContext, 'client' | 'settings' | 'catalog'>;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { ...(signal && { signal }) });
  },
};

/**
 * Creates the plugin; it does nothing before it is initialized. Throws a `CaPluginError` 'invalid-argument' for options that can't
 * be used.
 */
export function createSectigoPlugin(pluginOptions: SectigoPluginOptions): SectigoPlugin {
  checkPluginOptions(pluginOptions);
  const { http, loginRecovery } = pluginOptions;
  const context = createContext(pluginOptions);
  const { logger } = context;
  // Outlives a session: a connection is mostly validated before it is used.
  const warn = createWarnOnce(logger);
  const session = new SessionInUse(
    (connection, { onLoginRefused }) => openSession(connection, { onLoginRefused, http, warn }, context),
    loginRecovery,
  );
  const calls = checkPluginCalls({
    ...productCalls(session),
    ...certificateCalls(session),
    validateCAConnectionInfo: (connection, callOptions) =>
      validateConnection(connection, { ...callOptions, logger, warn, http }),
    initialize: (connection) => session.initialize(connection),
    ping: (callOptions) => session.run(({ client }, options) => tryOut(client, options), callOptions),
  });
  return {
    ...calls,
    getCAConnectorAnnotations: () => connectorAnnotations,
    getTemplateParameterAnnotations: () => templateAnnotations,
    close: () => session.close(),
  };
}

/** Creates the part of the context that all sessions share. */
function createContext({
  reader,
  orders = createMemoryLedger(),
  orderGraceMs: graceMs = 10_000,
  logger = getLogger(['certbridge', 'ca-plugin']),
  clock = systemClock,
  wording = templateWording,
}: SectigoPluginOptions): SharedContext {
  return {
    reader: checkedReader(reader),
    orders: checkedLedger(orders),
    // The connection may be exchanged between an order and the next one.
    inFlight: new OrdersInFlight<EnrollmentResult>({ graceMs }),
    logger,
    clock: checkedClock(clock),
    wording,
  };
}

type ProductCall =
  | 'getProductIds'
  | 'getProducts'
  | 'findUnknownParameters'
  | 'findMissingParameters'
  | 'validateProductInfo';

function productCalls(session: SessionInUse): Pick<SectigoPlugin, ProductCall> {
  const getProducts: SectigoPlugin['getProducts'] = (callOptions) =>
    session.run(
      (context, { signal }) => listProducts(context, { signal, onFinding: callOptions?.onFinding }),
      callOptions,
    );
  return {
    getProducts,
    getProductIds: async (callOptions) => (await getProducts(callOptions)).map(({ id }) => id),

    findUnknownParameters: (names, callOptions) =>
      session.run((context, { signal }) => findUnknownParameters(names, context, signal), callOptions),

    findMissingParameters: (parameters, callOptions) =>
      session.run(
        (context, { signal }) =>
          findMissingParameters(parameters, context, { signal, onFinding: callOptions?.onFinding }),
        callOptions,
      ),

    validateProductInfo: (product, callOptions) =>
      session.run((context, { signal }) => validateProductInfo(product, context, signal), callOptions),
  };
}

type CertificateCall =
  | 'enroll'
  | 'findRequestIds'
  | 'lookUpOrders'
  | 'getIssuers'
  | 'getSingleRecord'
  | 'revoke'
  | 'synchronize';

function certificateCalls(session: SessionInUse): Pick<SectigoPlugin, CertificateCall> {
  return {
    enroll: (request, callOptions) =>
      session.run(
        (context, options) => enroll(request, context, { ...callOptions, ...options }),
        callOptions,
      ),

    findRequestIds: (serialNumber, callOptions) =>
      session.run((context, options) => findRequestIds(serialNumber, context, options), callOptions),

    lookUpOrders: (callOptions) =>
      session.run((context, options) => lookUpOrders(context, { ...callOptions, ...options }), callOptions),

    getIssuers: (caRequestId, callOptions) =>
      session.run((context, options) => getIssuers(caRequestId, context, options), callOptions),

    getSingleRecord: (caRequestId, callOptions) =>
      session.run((context, options) => getSingleRecord(caRequestId, context, options), callOptions),

    revoke: (request, callOptions) =>
      session.run(
        (context, options) => revoke(request, context, { ...callOptions, ...options }),
        callOptions,
      ),

    synchronize: (request, callOptions) =>
      session.iterate(
        (context, options) =>
          listRecords(request, context, { ...options, onFinding: callOptions?.onFinding }),
        callOptions,
      ),
  };
}

/** Opens the session of a connection; returns 'disabled' if its settings disable it. Throws a `CaPluginError` if they are not valid. */
async function openSession(
  connection: ConnectionInfo,
  {
    onLoginRefused,
    http,
    warn,
  }: Pick<OpeningOptions, 'onLoginRefused' | 'http'> & { readonly warn: WarnOnce },
  context: SharedContext,
): Promise<Session | 'disabled'> {
  const opened = await openConnection(connection, { logger: context.logger, http, onLoginRefused });
  if (opened.type === 'disabled') return 'disabled';
  if (opened.type === 'invalid') {
    const { problems } = opened;
    const message = problems.map((problem) => problem.message).join(' ');
    throw new CaPluginError(message, { code: 'invalid-settings', problems });
  }
  const { client, settings } = opened;
  const catalog = createCatalog(client, { clock: context.clock, warn });
  return createSession({ ...context, client, settings, catalog });
}

async function listProducts(
  { catalog }: Pick<PluginContext, 'catalog'>,
  { signal, onFinding }: FindingOptions & { readonly signal: AbortSignal },
): Promise<Product[]> {
  const { items } = await catalog.profiles(signal, onFinding);
  return items.map((profile) => ({
    id: String(profile.id),
    name: profile.name,
    keys: readProductKeys(profile),
  }));
}
