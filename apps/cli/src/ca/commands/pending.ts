import { CaPluginError } from '@certbridge/ca-plugin';
import { countNoun } from '@certbridge/plain-text';
import type { ConfigurationProblem } from '../../configuration-error.ts';
import { defineCommand } from '../../frame/command.ts';
import type { ExitCode } from '../../frame/exit-code.ts';
import type { StoredRequest } from '../database/request-row.ts';
import { lookUpOpenOrders } from './open-orders.ts';
import { describeRequest } from './render-request.ts';
import { commonNameOf } from './request-name.ts';
import {
  type CaHost,
  type CaResult,
  type ConnectedOptions,
  connectedCommand,
  runConnected,
} from './run-connected.ts';
import { nameState, statusGroups } from './status-names.ts';

/** Reads every pending request again, keeps it and prints what changed. */
export const pendingCommand = defineCommand(
  () => connectedCommand('pending', 'read every pending request again'),
  (io, options) => runConnected(io, options, { name: 'pending', work: (host) => poll(host, options) }),
);

async function poll(host: CaHost, { concurrency }: ConnectedOptions): Promise<CaResult> {
  const { store } = host;
  const pending = [...store.requests.list({ statuses: statusGroups.pending })];
  const before = new Map(pending.map(({ id, status }) => [id, status]));
  const waiting = [...before.keys(), ...store.orders.unkept()];
  const failures: Failure[] = [];
  for (let index = 0; index < waiting.length; index += concurrency) {
    const batch = waiting.slice(index, index + concurrency);
    const read = await Promise.all(batch.map((id) => readOne(id, host)));
    failures.push(...read.filter((failure) => failure !== undefined));
    // SCM locks a login that is refused repeatedly.
    if (failures.some(({ error }) => error.code === 'refused' || error.code === 'aborted')) break;
  }
  const requests = waiting.map((id) => store.requests.find(id)).filter((found) => found !== undefined);
  const changed = requests.filter(({ status, id }) => before.get(id) !== status);
  const stillPending = requests.filter(
    (request) => nameState(request) === 'pending' && !changed.includes(request),
  );
  const orders = await lookUpOpenOrders(host);
  return {
    exitCode: exitCodeOf(failures, { asked: waiting.length, isOrderOpen: orders.open.length > 0 }),
    document: { asked: waiting.length, requests: requests.map(describeRequest), openOrders: orders.open },
    lines: [
      ...changed.map(renderOutcome),
      ...stillPending.map(renderOutcome),
      `${countNoun(waiting.length, 'request')} waited, ${changed.length} changed.`,
      ...orders.lines,
    ],
    problems: failures.map(toProblem),
  };
}

interface Failure {
  readonly id: string;
  readonly error: CaPluginError;
}

async function readOne(id: string, { plugin, store, io }: CaHost): Promise<Failure | undefined> {
  try {
    const record = await plugin.getSingleRecord(id, { signal: io.signal });
    await store.requests.keep([record], { at: new Date() });
    return undefined;
  } catch (error) {
    if (error instanceof CaPluginError) return { id, error };
    throw error;
  }
}

function renderOutcome(request: StoredRequest): string {
  const { id, statusMessage, certificate } = request;
  const name = certificate?.subject ?? commonNameOf(request);
  const what = name === null ? '' : `, ${name}`;
  return `Request ${id}: ${nameState(request)}${what}${statusMessage === null ? '' : ` (${statusMessage})`}`;
}

function exitCodeOf(
  failures: readonly Failure[],
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

function toProblem({ id, error }: Failure): ConfigurationProblem {
  return { file: '', message: `Request ${id}: ${error.message.replace(/\.$/, '')}`, remedy: '' };
}
