import { formatLocalTime } from '../../commands/local-time.ts';
import type { CertificateRequest } from '../certificates/certificate-request.ts';
import type { OpenOrder } from '../database/order-store.ts';
import { CaCommandError } from './ca-error.ts';
import { isUnderWay } from './open-orders.ts';
import { RecordKeeper } from './record-keeper.ts';
import type { CaHost } from './run-ca-command.ts';
import { statusGroups } from './status-names.ts';

/**
 * Looks for an order of a CSR whose answer was lost, among what the certificate authority has since. Gives the id of its
 * request; undefined where there was no such order, or the authority has none.
 *
 * Throws a CaCommandError, for somebody to decide, where a request that waits since may be the one.
 */
export async function lookUpOrder(
  { store, plugin, io }: CaHost,
  csr: CertificateRequest,
): Promise<string | undefined> {
  const order = store.orders.open().find(({ csrHash }) => csrHash === csr.hash);
  if (order === undefined) return undefined;
  if (isUnderWay(order))
    throw stopFor(order, 'is under way in another process', 'Wait until that has ended.');
  const keeper = new RecordKeeper(store);
  const since = { lastSync: new Date(order.sentAt), fullSync: false };
  for await (const record of plugin.synchronize(since, { signal: io.signal })) keeper.take(record);
  keeper.flush();
  const found = store.orders.match().get(order.number);
  if (found !== undefined) return found;
  const waiting = [...store.requests.list({ statuses: statusGroups.pending })]
    .filter(({ changedAt }) => changedAt >= order.sentAt)
    .map(({ id }) => id);
  const candidates = [...waiting, ...keeper.bad.map(({ caRequestId }) => caRequestId)];
  if (candidates.length > 0) {
    throw stopFor(
      order,
      `was sent and its answer lost. It may be one of these requests, which have no certificate yet or can't be read: ${candidates.slice(0, 10).join(', ')}`,
      'Look at them in SCM. --again orders nevertheless.',
    );
  }
  store.orders.refuse(order.number);
  return undefined;
}

function stopFor({ sentAt, productId }: OpenOrder, what: string, remedy: string): CaCommandError {
  const message = `An order of product ${productId} with this CSR of ${formatLocalTime(sentAt)} ${what}`;
  return new CaCommandError({ exitCode: 4, problems: [{ file: '', message, remedy }] });
}
