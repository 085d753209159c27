import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import type { LookUpOptions } from '../contract/ca-plugin.ts';
import type { OpenOrderStatus, OrderStart, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { hasSerialNumber } from '../records/find-by-serial-number.ts';
import { missingNames, writeName } from './names.ts';
import { referencesIn } from './order-identity.ts';
import { findOwn } from './pick-up.ts';
import { readVerifiedCsr } from './read-verified-csr.ts';
import { isRefusal } from './refusal.ts';
import { findForeignSign, furtherNames, isReferredBy, lackingNames } from './whose-record.ts';

type Search = Pick<PluginContext, 'client' | 'orders'> & {
  readonly signal: AbortSignal;
  /** Called with a sentence for each record that may be the order but is not taken for it. */
  readonly onDoubt: (problem: string) => void;
};

const format = 'x509CO';

/**
 * Looks once whether SCM has an open order, and settles it; returns its sslId, or undefined where SCM doesn't show it for
 * certain. That it is not shown does not mean that it was not taken.
 *
 * An order is known by the reference in its comments, wherever that stands, and by no time. Comments can be copied: a record
 * with other names or another key is not the order, and of several that fit none is taken. A renewal and a reissue can't
 * carry a reference: a renewal is a record that was not there before, for the key of the CSR, while SCM has the old one as
 * renewed; a reissue is another certificate of the same record, for the key and the names of the order.
 */
export async function findOrder(order: RecordedOrder, search: Search): Promise<number | undefined> {
  const [sslId, ...others] = await findRecords(order, search);
  if (sslId === undefined) return undefined;
  if (others.length > 0) {
    search.onDoubt(`Each of the records ${[sslId, ...others].join(', ')} may be it.`);
    return undefined;
  }
  return (await search.orders.settle(order.number, String(sslId))) ? sslId : undefined;
}

/** The status of an order that SCM has never shown. */
export const nothingFound: OpenOrderStatus = { why: 'SCM does not show it so far.', isTraceless: false };

/** Looks once for an open order, and settles it; returns its sslId, or what was seen where it is still open. */
export async function lookForOrder(
  order: RecordedOrder,
  search: Omit<Search, 'onDoubt'>,
): Promise<number | OpenOrderStatus> {
  const doubts: string[] = [];
  const onDoubt = (problem: string) => doubts.push(problem);
  const sslId = await findOrder(order, { ...search, onDoubt });
  if (sslId !== undefined) return sslId;
  if (doubts.length > 0) return { why: doubts.join(' '), isTraceless: false };
  return { ...nothingFound, isTraceless: !(await hasTrace(order, search)) };
}

/** Looks once for every open order; returns the request ids of those that SCM shows by now, by the number of the order. */
export async function lookUpOrders(
  context: PluginContext,
  { signal = new AbortController().signal, onOpen }: LookUpOptions,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (const order of await context.orders.open()) {
    const seen = await lookForOrder(order, { ...context, signal });
    if (typeof seen === 'number') found.set(order.number, String(seen));
    else tellOpen(order, seen, { ...context, onOpen });
  }
  return found;
}

function tellOpen(
  order: RecordedOrder,
  status: OpenOrderStatus,
  { logger, onOpen }: Pick<PluginContext, 'logger'> & Pick<LookUpOptions, 'onOpen'>,
): void {
  onOpen?.(order, status);
  if (status.why === nothingFound.why) return;
  const { why: problem } = status;
  logger.warn('A record that may be an open order is not taken for it: {problem}', { problem });
}

/** Whether SCM has something that an order which carries no reference may have led to: for a renewal a record that was not there before. */
async function hasTrace(
  order: RecordedOrder,
  { client, orders, signal }: Omit<Search, 'onDoubt'>,
): Promise<boolean> {
  if (order.kind !== 'renew') return order.kind === 'replace';
  for (const id of await listIds(order, { client, signal })) {
    const isKnown = order.idsBefore.includes(String(id)) || String(id) === order.priorRequestId;
    if (!isKnown && !(await orders.isTaken(String(id)))) return true;
  }
  return false;
}

/** Finds the records that may be an order, among those that belong to no other order; mostly one, or none. */
export async function findRecords(order: RecordedOrder, search: Search): Promise<number[]> {
  const records = await readCandidates(order, search);
  const referred = records.filter((record) => isReferredBy(record, order));
  return referred.length > 0
    ? selectOwn(referred, order, search)
    : findWithoutReference(records, order, search);
}

/**
 * Lists the ids of the requests that have the common name and the product of an order, in their order. Without somebody to
 * tell, a row that can't be read ends it.
 */
export async function listIds(
  { commonName, productId }: Pick<OrderStart, 'commonName' | 'productId'>,
  { client, signal, onDoubt }: Pick<Search, 'client' | 'signal'> & Partial<Pick<Search, 'onDoubt'>>,
): Promise<number[]> {
  const ids = new Set<number>();
  const filter = { commonName, sslTypeId: Number(productId) };
  const onUnreadableRow = onDoubt && ((problem: string) => onDoubt(describeUnreadable(problem)));
  for await (const row of client.certificates.list(filter, { signal, onUnreadableRow })) {
    // Whether the filter compares the whole name is not documented.
    if (writeName((row.commonName ?? '').trim()) === writeName(commonName)) ids.add(row.sslId);
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

/** Selects the records that have the names of the order or, where they are issued, its key. */
async function selectOwn(
  records: readonly SslDetails[],
  order: RecordedOrder,
  search: Search,
): Promise<number[]> {
  const own: number[] = [];
  for (const record of records) {
    const sign = await findSign(record, order, search);
    if (sign === undefined) own.push(record.sslId);
    else
      search.onDoubt(
        `Record ${record.sslId} has the reference in its comments, but was not taken, since ${sign}.`,
      );
  }
  return own;
}

/** Returns why a record with the reference of an order is not the order; undefined if nothing shows that. */
async function findSign(
  record: SslDetails,
  order: RecordedOrder,
  search: Search,
): Promise<string | undefined> {
  const issued = await collect(record.sslId, search);
  const hasKey = (await findOwnOf(record, issued, { order, search })) !== undefined;
  if (hasKey) return findForeignSign(record, order);
  if (issued.length > 0) return "its certificate is for another key than the CSR's";
  // A profile may leave names out or add one, but only the key tells such a record from another order's.
  const further = furtherNames(record, order);
  if (further.length > 0) return `it has names that were not ordered: ${further.join(', ')}`;
  const lacking = lackingNames(record, order);
  return lacking.length > 0 ? `it lacks names that were ordered: ${lacking.join(', ')}` : undefined;
}

async function findWithoutReference(
  records: readonly SslDetails[],
  order: RecordedOrder,
  search: Search,
): Promise<number[]> {
  if (order.kind === 'new' || order.priorRequestId === null) return [];
  const prior = await read(Number(order.priorRequestId), search);
  if (prior === undefined) return [];
  const findIn = async (record: SslDetails) =>
    findOwnOf(record, await collect(record.sslId, search), { order, search });
  if (order.kind === 'replace') {
    const x509 = await findIn(prior);
    return x509 !== undefined && missingNames(x509, order.names).length === 0 ? [prior.sslId] : [];
  }
  if (prior.renewed !== true) return [];
  // The comments of the old record, with its reference, may come along; any other reference is another order's.
  const known = referencesIn(prior.comments);
  const found: number[] = [];
  for (const record of records) {
    const { sslId, comments } = record;
    if (sslId === prior.sslId || order.idsBefore.includes(String(sslId))) continue;
    if (referencesIn(comments).some((reference) => !known.includes(reference))) continue;
    if (findForeignSign(record, order) !== undefined) continue;
    if ((await findIn(record)) !== undefined) found.push(sslId);
  }
  return found;
}

/** Finds the certificate for the key of the order, which must be the record's own and not another one given out under it. */
async function findOwnOf(
  record: SslDetails,
  certificates: readonly X509Certificate[],
  { order, search }: { readonly order: RecordedOrder; readonly search: Search },
): Promise<X509Certificate | undefined> {
  const csr = await readVerifiedCsr(order.csr);
  if (isRefusal(csr)) return undefined;
  const priorSerialNumber = order.priorSerialNumber ?? undefined;
  const x509 = findOwn(certificates, { publicKey: csr.publicKey, order: { priorSerialNumber } });
  const serial = parseSerialNumber(x509?.serialNumber);
  return serial !== undefined && (await hasSerialNumber(record, serial, search)) ? x509 : undefined;
}

async function read(sslId: number, { client, signal, onDoubt }: Search): Promise<SslDetails | undefined> {
  try {
    return await client.certificates.get(sslId, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    // Also where the details are another record's, which say nothing of this one.
    const isUnreadable = error instanceof ApiError && error.code === 'invalid-response';
    if (!isUnreadable) throw error;
    onDoubt(describeUnreadable(error.message));
    return undefined;
  }
}

async function collect(sslId: number, { client, signal }: Search): Promise<X509Certificate[]> {
  const collected = await client.certificates.collect(sslId, { format, signal });
  return collected.status === 'issued' ? collected.certificates.map(({ x509 }) => x509) : [];
}

function describeUnreadable(problem: string): string {
  return `It may be a record that can't be read: ${problem}`;
}
