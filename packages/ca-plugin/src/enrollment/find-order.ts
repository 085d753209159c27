import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import type { OrderStart, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { hasSerialNumber } from '../records/find-by-serial-number.ts';
import { readCsr } from './csr.ts';
import { missingNames, writeName } from './names.ts';
import { referencesIn } from './order-identity.ts';
import { findOwn } from './pick-up.ts';
import { isRefusal } from './refusal.ts';

type Search = Pick<PluginContext, 'client' | 'orders'> & {
  readonly signal: AbortSignal;
  /** Is told, in a sentence, of each record that can't be read: any of them may be the order. */
  readonly onUnreadable: (problem: string) => void;
};

const format = 'x509CO';

/**
 * Looks once whether SCM has an open order, and settles it; gives its sslId, undefined where SCM doesn't show it. That it is
 * not shown does not mean that it was not taken.
 *
 * An order is known by the reference in its comments, wherever that stands, and by no time. A renewal and a reissue can't carry one: a renewal is
 * a record that was not there before, for the key of the CSR, while SCM has the old one down as renewed; a reissue is another
 * certificate of the same record, for the key and the names of the order.
 */
export async function findOrder(order: RecordedOrder, search: Search): Promise<number | undefined> {
  const records = await readCandidates(order, search);
  const referred = records.find(({ comments }) => referencesIn(comments).includes(order.reference));
  const sslId = referred?.sslId ?? (await findWithoutReference(order, records, search));
  if (sslId === undefined) return undefined;
  return (await search.orders.settle(order.number, String(sslId))) ? sslId : undefined;
}

/**
 * Lists the ids of the requests that have the common name and the product of an order, in their order. Without somebody to
 * tell, a row that can't be read ends it.
 */
export async function listIds(
  { commonName, productId }: Pick<OrderStart, 'commonName' | 'productId'>,
  { client, signal, onUnreadable }: Pick<Search, 'client' | 'signal'> & Partial<Pick<Search, 'onUnreadable'>>,
): Promise<number[]> {
  const ids = new Set<number>();
  const filter = { commonName, sslTypeId: Number(productId) };
  for await (const row of client.certificates.list(filter, { signal, onUnreadableRow: onUnreadable })) {
    // Whether the filter compares the whole name is not documented.
    if (writeName(row.commonName ?? '') === writeName(commonName)) ids.add(row.sslId);
  }
  return [...ids].toSorted((a, b) => a - b);
}

async function readCandidates(order: RecordedOrder, search: Search): Promise<SslDetails[]> {
  const records: SslDetails[] = [];
  for (const sslId of await listIds(order, search)) {
    if (await search.orders.isTaken(String(sslId))) continue;
    const details = await read(sslId, search);
    if (details !== undefined) records.push(details);
  }
  return records;
}

async function findWithoutReference(
  order: RecordedOrder,
  records: readonly SslDetails[],
  search: Search,
): Promise<number | undefined> {
  if (order.kind === 'new' || order.priorRequestId === null) return undefined;
  const csr = await readCsr(order.csr);
  if (isRefusal(csr)) return undefined;
  const prior = await read(Number(order.priorRequestId), search);
  if (prior === undefined) return undefined;
  const own = async (record: SslDetails) => {
    const certificates = await collect(record.sslId, search);
    const priorSerialNumber = order.priorSerialNumber ?? undefined;
    const x509 = findOwn(certificates, { publicKey: csr.publicKey, order: { priorSerialNumber } });
    const serial = parseSerialNumber(x509?.serialNumber);
    return serial !== undefined && (await hasSerialNumber(record, serial, search)) ? x509 : undefined;
  };
  if (order.kind === 'replace') {
    const x509 = await own(prior);
    return x509 !== undefined && missingNames(x509, order.names).length === 0 ? prior.sslId : undefined;
  }
  if (prior.renewed !== true) return undefined;
  // The comments of the old record, with its reference, may come along; any other reference is another order's.
  const known = referencesIn(prior.comments);
  for (const record of records) {
    const { sslId, comments } = record;
    if (sslId === prior.sslId || order.idsBefore.includes(String(sslId))) continue;
    if (referencesIn(comments).some((reference) => !known.includes(reference))) continue;
    if ((await own(record)) !== undefined) return sslId;
  }
  return undefined;
}

async function read(
  sslId: number,
  { client, signal, onUnreadable }: Search,
): Promise<SslDetails | undefined> {
  try {
    return await client.certificates.get(sslId, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    // Also where the details are another record's, which say nothing of this one.
    const isUnreadable = error instanceof ApiError && error.code === 'invalid-response';
    if (!isUnreadable) throw error;
    onUnreadable(error.message);
    return undefined;
  }
}

async function collect(sslId: number, { client, signal }: Search): Promise<X509Certificate[]> {
  const collected = await client.certificates.collect(sslId, { format, signal });
  return collected.status === 'issued' ? collected.certificates.map(({ x509 }) => x509) : [];
}
