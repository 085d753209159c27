import { checkHostedCaCalls } from '../arguments/check-hosted-ca-calls.ts';
import { checkHostedCaOptions } from '../arguments/check-hosted-ca-options.ts';
import type { HostedCaState, OrderOutcome } from '../contract/hosted-ca.ts';
import { statusGroups } from '../requests/status-names.ts';
import { synchronize } from '../synchronization/synchronize.ts';
import { Background } from './background.ts';
import { CallCounter } from './call-counter.ts';
import { checkProfiles } from './check-profiles.ts';
import type { HostedCaOptions } from './hosted-ca-options.ts';
import { IssuerChains } from './issuer-chains.ts';
import type { ManagedCa } from './managed-ca.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { openContext } from './open-context.ts';
import { OpenRevocations } from './open-revocations.ts';
import { orderCertificate } from './order-certificate.ts';
import { orderInTime } from './order-in-time.ts';
import { pollPending } from './poll-pending.ts';
import type { Requester } from './requester.ts';
import { revokeOnce } from './revoke-once.ts';

/**
 * Initializes the connection of a CA; nothing is sent yet. Throws a CaPluginError where it is not valid; one of code
 * 'invalid-argument' for options that can't be used.
 */
export async function createHostedCa(options: HostedCaOptions): Promise<ManagedCa> {
  checkHostedCaOptions(options);
  const { name, concurrency = 4 } = options;
  const counter = new CallCounter();
  const context = await openContext(options, counter);
  const { store, plugin } = context;
  const chains = new IssuerChains(context);
  const queue = new OneAtATime();
  const background = new Background();
  const records = options.database.records('open revocation');
  const openRevocations = new OpenRevocations(records, {
    logger: context.logger,
    processes: options.database.processes,
  });
  const orders = { issued: 0, waiting: 0, rejected: 0, invalid: 0, unavailable: 0 } satisfies Record<
    OrderOutcome['state'],
    number
  >;
  const calls = checkHostedCaCalls({
    async order(request, { responseMs, onLate, ...orderOptions }) {
      const requester: Requester = {};
      const work = background.add(orderCertificate(context, request, { ...orderOptions, requester }));
      const outcome = await (responseMs === undefined
        ? work
        : orderInTime(context, request, { work, responseMs, requester, onLate }));
      orders[outcome.state] += 1;
      return outcome;
    },

    revoke: (certificate, options) =>
      revokeOnce(certificate, options, { context, openRevocations, queue, background }),

    profiles: (callOptions) => context.profiles.list(callOptions),
    chainOf: (issuer, callOptions) => chains.of(issuer, callOptions),
    scan: (scanOptions) => queue.run('scan', () => synchronize(context, scanOptions)),

    pollPending: ({ signal } = {}) => queue.run('poll', () => pollPending(context, { signal, concurrency })),

    isScanned: ({ full, since }) =>
      hasBegunSince(store.syncs.lastBegan({ full }), { since, now: new Date() }),

    isPolled: ({ since }) => hasBegunSince(store.polls.lastBegan(), { since, now: new Date() }),

    checkProfiles: (callOptions) => checkProfiles(context, callOptions),
  });

  return {
    name,
    ...calls,

    isReady: () => store.syncs.completed().lastFull !== null,

    state(): HostedCaState {
      const { last, lastFull } = store.syncs.completed();
      const waiting = store.requests.count(statusGroups.pending);
      return {
        lastScan: last,
        lastFullScan: lastFull,
        orders: { ...orders },
        waiting,
        calls: counter.counts(),
        isLoginRefused: context.login.isRefused,
      };
    },

    async close() {
      await plugin.close();
      await background.ended();
    },
  };
}

/**
 * Whether what began at a time, if ever, counts as done since another one. A time in the future doesn't count: the clock was set back, and
 * nothing would be done until it gets there.
 */
export function hasBegunSince(
  began: Date | null,
  { since, now }: { readonly since: Date; readonly now: Date },
): boolean {
  return began !== null && began >= since && began <= now;
}
