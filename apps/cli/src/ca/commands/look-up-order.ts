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
 * request, and undefined where there is no such order.
 *
 * Throws a CaCommandError, for somebody to decide, where it is not found: it may be waiting for approval, or not listed yet.
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
    .filter(({ firstSeenAt, certificate }) => certificate === null && firstSeenAt >= order.sentAt)
    .map(({ id }) => id);
  const candidates =
    waiting.length === 0
      ? 'No certificate for it is there'
      : `No certificate for it is there, but these requests wait since: ${waiting.slice(0, 10).join(', ')}`;
  throw stopFor(
    order,
    `was sent, and its answer was lost. ${candidates}`,
    'Look for it in SCM. --again orders nevertheless.',
  );
}

function stopFor({ sentAt, productId }: OpenOrder, what: string, remedy: string): CaCommandError {
  const message = `An order of product ${productId} with this CSR of ${formatLocalTime(sentAt)} ${what}`;
  return new CaCommandError({ exitCode: 4, problems: [{ file: '', message, remedy }] });
}
