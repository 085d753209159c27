import type { OpenOrder, OpenOrders } from '@certbridge/ca-host';
import { formatLocalTime } from '../../actions/local-time.ts';

/** Open orders as JSON documents have them. */
export function describeOpenOrders({ open, unreferenced }: OpenOrders) {
  return [
    ...open.map(({ productId, commonName, reference, sentAt }) => ({
      productId,
      commonName,
      reference,
      sentAt,
    })),
    ...unreferenced.map((order) => ({ ...order, commonName: null, reference: null })),
  ];
}

/** Renders for people the orders that were found, and those that are open. */
export function renderOpenOrders({ found, open, unreferenced, problem }: OpenOrders): string[] {
  return [
    ...found.map(({ order, requestId }) => `${describeOrder(order)} came through as request ${requestId}.`),
    ...open.map(
      (order) =>
        `${describeOrder(order)} may be open: its response was lost, and SCM does not show it so far (${signOf(order)}). The same command again looks for it; --again orders all the same.`,
    ),
    ...unreferenced.map(
      ({ productId, sentAt }) =>
        `The order of product ${productId} of ${formatLocalTime(sentAt)}, sent by an earlier version, may be open: its response was lost, and it can't be distinguished from others in SCM. Look there; --again with its CSR orders nevertheless.`,
    ),
    ...(problem === null ? [] : [`Open orders could not be looked for: ${problem}`]),
  ];
}

/** By what somebody finds it in SCM. */
function signOf({ kind, reference, priorRequestId }: OpenOrder): string {
  return kind === 'new'
    ? `its comments hold ${reference}`
    : `it ${kind === 'renew' ? 'renews' : 'reissues'} request ${priorRequestId}`;
}

function describeOrder({ productId, commonName, sentAt }: OpenOrder): string {
  return `The order of ${commonName}, product ${productId}, of ${formatLocalTime(sentAt)}`;
}
