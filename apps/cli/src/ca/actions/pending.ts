import {
  commonNameOf,
  lookUpOpenOrders,
  nameState,
  type PickupFailure,
  pickUpPending,
  type StoredRequest,
} from '@certbridge/ca-host';
import type { ExitCode } from '@certbridge/metadata-sync';
import { countNoun } from '@certbridge/plain-text';
import type { ConfigurationFault } from '../../configuration-error.ts';
import { defineAction } from '../../frame/action.ts';
import {
  type CaResult,
  type ConnectedHost,
  type ConnectedOptions,
  connectedAction,
  connectedRun,
} from './connected-run.ts';
import { describeOpenOrders, renderOpenOrders } from './render-open-orders.ts';
import { describeRequest } from './render-request.ts';

/** Reads every pending request again, keeps it and prints what changed. */
export const pendingAction = defineAction(
  () => connectedAction('pending', 'read every pending request again'),
  (io, options) => connectedRun(io, options, { name: 'pending', work: (host) => poll(host, options) }),
);

async function poll(host: ConnectedHost, { concurrency }: ConnectedOptions): Promise<CaResult> {
  const { signal } = host.io;
  const { asked, requests, changed, failures } = await pickUpPending(host, { signal, concurrency });
  const stillPending = requests.filter(
    (request) => nameState(request) === 'pending' && !changed.includes(request),
  );
  const orders = await lookUpOpenOrders(host, { signal });
  const openOrders = describeOpenOrders(orders);
  return {
    exitCode: exitCodeOf(failures, { asked, isOrderOpen: openOrders.length > 0 }),
    document: { asked, requests: requests.map(describeRequest), openOrders },
    lines: [
      ...changed.map(renderOutcome),
      ...stillPending.map(renderOutcome),
      `${countNoun(asked, 'request')} waited, ${changed.length} changed.`,
      ...renderOpenOrders(orders),
    ],
    problems: failures.map(toProblem),
  };
}

function renderOutcome(request: StoredRequest): string {
  const { id, statusMessage, certificate } = request;
  const name = certificate?.subject ?? commonNameOf(request);
  const what = name === null ? '' : `, ${name}`;
  return `Request ${id}: ${nameState(request)}${what}${statusMessage === null ? '' : ` (${statusMessage})`}`;
}

function exitCodeOf(
  failures: readonly PickupFailure[],
  { asked, isOrderOpen }: { readonly asked: number; readonly isOrderOpen: boolean },
): ExitCode {
  if (failures.some(({ error }) => error.code === 'aborted')) return 130;
  if (failures.length === 0) return isOrderOpen ? 3 : 0;
  const isUnreachable =
    failures.some(({ error }) => error.code === 'refused') ||
    (failures.length === asked &&
      failures.some(({ error }) => error.code !== 'bad-record' && error.code !== 'not-found'));
  return isUnreachable ? 1 : 3;
}

function toProblem({ id, error }: PickupFailure): ConfigurationFault {
  return { file: '', message: `Request ${id}: ${error.message}`, remedy: '' };
}
