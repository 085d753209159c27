import { type ConnectionInfo, createSectigoPlugin, type SectigoPluginOptions } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CaDatabase } from '../contract/ca-database.ts';
import type { HostedCaState, OrderOutcome } from '../contract/hosted-ca.ts';
import { createReader } from '../database/create-reader.ts';
import { OpenOrderWatch } from '../orders/open-order-watch.ts';
import { withSender } from '../orders/order-sender.ts';
import { statusGroups } from '../requests/status-names.ts';
import { synchronize } from '../synchronization/synchronize.ts';
import { CallCounter } from './call-counter.ts';
import type { HostContext } from './host-context.ts';
import { IssuerChains } from './issuer-chains.ts';
import type { ManagedCa } from './managed-ca.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { orderCertificate } from './order-certificate.ts';
import { pollPending } from './poll-pending.ts';
import { ProfileCatalog } from './profile-catalog.ts';
import { noProfileSettings, type ProfileSettings } from './profile-settings.ts';
import { profileWording } from './profile-wording.ts';
import { revokeIssued } from './revoke-issued.ts';

/** What a hosted CA is made of. */
export interface HostedCaOptions {
  readonly name: string;
  /** Settings of the connection to the authority, by name. */
  readonly connection: ConnectionInfo;
  readonly database: CaDatabase;
  /** Whether it is the only one of the database. */
  readonly isOnly?: boolean | undefined;
  /** Tells how certificates of a profile are ordered; by its name. */
  readonly settingsOf?: ((profile: string) => ProfileSettings) | undefined;
  /** Settings of the HTTP layer, such as certificate authorities to trust. */
  readonly http?: SectigoPluginOptions['http'];
  /** How long an order that is on its way may take to come back once its requester has left, in milliseconds; 10,000 by default. */
  readonly orderGraceMs?: number | undefined;
  /**
   * How long an order whose response was lost stays open if the authority does not show it and nobody sends it any more, in
   * milliseconds; 20,000 by default. The same request is a new order then.
   */
  readonly settleMs?: number | undefined;
  /** Requests that are read at one time where many wait; 4 by default. */
  readonly concurrency?: number | undefined;
  readonly clock?: SectigoPluginOptions['clock'];
}

/** Takes the connection of a CA into use; nothing is sent yet. Throws a CaPluginError where it is not valid. */
export async function createHostedCa(options: HostedCaOptions): Promise<ManagedCa> {
  const { name, connection, database, clock, concurrency = 4, settleMs } = options;
  const { settingsOf = () => noProfileSettings } = options;
  const store = await database.store(name, { isOnly: options.isOnly });
  const calls = new CallCounter();
  const plugin = createSectigoPlugin({
    ...{ reader: createReader(store), orders: withSender(store.orders), wording: profileWording, clock },
    ...{ http: calls.watch(options.http), orderGraceMs: options.orderGraceMs },
  });
  await plugin.initialize(connection);
  const host = { plugin, store };
  const logger = getLogger(['certbridge', 'ca-host']);
  const watch = new OpenOrderWatch({ settleMs });
  watch.update(await store.orders.open());
  const context: HostContext = {
    ...{ ...host, name, certificates: database.certificates, issuers: database.issuers, settingsOf },
    ...{
      profiles: new ProfileCatalog(host, { logger }),
      watch,
      logger,
      now: clock?.now ?? (() => new Date()),
    },
  };
  const chains = new IssuerChains(context);
  const queue = new OneAtATime();
  const orders = { issued: 0, waiting: 0, rejected: 0, invalid: 0, unavailable: 0 } satisfies Record<
    OrderOutcome['state'],
    number
  >;
  return {
    name,

    async order(request, orderOptions) {
      const outcome = await orderCertificate(context, request, orderOptions);
      orders[outcome.state] += 1;
      return outcome;
    },

    revoke: (certificate, revokeOptions) =>
      queue.run(`revoke ${certificate.requestId}`, () => revokeIssued(context, certificate, revokeOptions)),

    profiles: (callOptions) => context.profiles.list(callOptions),
    chainOf: (issuer, callOptions) => chains.of(issuer, callOptions),
    isReady: () => store.syncs.completed().lastFull !== null,

    state(): HostedCaState {
      const { last, lastFull } = store.syncs.completed();
      const waiting = store.requests.count(statusGroups.pending);
      return {
        lastScan: last,
        lastFullScan: lastFull,
        orders: { ...orders },
        waiting,
        calls: calls.counts(),
      };
    },

    scan: (scanOptions) => queue.run('scan', () => synchronize(host, scanOptions)),

    pollPending: ({ signal } = {}) => queue.run('poll', () => pollPending(context, { signal, concurrency })),

    close: () => plugin.close(),
  };
}
