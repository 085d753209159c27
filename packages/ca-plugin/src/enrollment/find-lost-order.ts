import type { X509Certificate } from 'node:crypto';
import type { SslDetails } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import type { CheckedRequest } from './check-request.ts';
import { writeName } from './names.ts';
import { claim, type LostOrder, type OrderLedger } from './order-ledger.ts';
import { findOwn } from './pick-up.ts';

/** An order that was found. */
export interface FoundOrder {
  readonly sslId: number;
  /** Whether its names alone speak for it, since there is no certificate yet whose key could be compared. */
  readonly presumed: boolean;
}

/** What is looked for, and with what. */
export interface LostOrderSearch {
  readonly lost: LostOrder;
  readonly request: Pick<CheckedRequest, 'csr' | 'names'>;
  readonly profileId: number;
  readonly ledger: OrderLedger;
  readonly context: Pick<PluginContext, 'client' | 'reader'>;
  readonly signal: AbortSignal;
}

const format = 'x509CO';
const dayMs = 24 * 60 * 60 * 1000;
/** States in which there is something to compare the key with. */
const withCertificate: readonly string[] = ['Issued', 'Expired', 'Replaced'];
const waiting: readonly string[] = ['Init', 'Requested', 'SAApproved', 'Approved', 'Applied'];

/**
 * Looks whether SCM has an order whose answer was lost; undefined where it has not. A record found belongs to the order from
 * then on.
 *
 * It must have the common name and the profile, be requested since, and be known neither to the host nor to another order.
 * Where a certificate is issued, its key decides; else it must have the very names that were ordered, as the only one:
 * `several` are left alone.
 */
export async function findLostOrder(search: LostOrderSearch): Promise<FoundOrder | 'several' | undefined> {
  const { lost, ledger } = search;
  if (lost.sslId !== undefined) {
    return (await isReissued(search, lost.sslId)) ? { sslId: lost.sslId, presumed: false } : undefined;
  }
  const found: FoundOrder[] = [];
  for (const sslId of await listCandidates(search)) {
    const match = await compare(search, sslId);
    if (match !== 'other') found.push({ sslId, presumed: match === 'names' });
  }
  // Another search may have claimed one in the meantime.
  const free = found.filter(({ sslId }) => !ledger.claimed.has(sslId));
  const order = free.find(({ presumed }) => !presumed) ?? free[0];
  if (order === undefined) return undefined;
  if (order.presumed && free.length > 1) return 'several';
  claim(ledger, order.sslId);
  return order;
}

async function listCandidates({ request, profileId, ledger, context, signal }: LostOrderSearch) {
  const { client, reader } = context;
  const { commonName } = request.names;
  const ids: number[] = [];
  for await (const row of client.certificates.list({ commonName, sslTypeId: profileId }, { signal })) {
    // Whether the filter compares the whole name is not documented.
    if (writeName(row.commonName ?? '') !== commonName || ledger.claimed.has(row.sslId)) continue;
    if (!(await reader.existsByRequestId(String(row.sslId)))) ids.push(row.sslId);
  }
  return ids;
}

/** Tells by what a record is the order; `other` where it isn't. */
async function compare(
  { lost, request, context, signal }: LostOrderSearch,
  sslId: number,
): Promise<'key' | 'names' | 'other'> {
  const { certificates } = context.client;
  const details = await certificates.get(sslId, { signal });
  if (!isRequestedSince(details, lost.sentAt)) return 'other';
  const byNames = hasNames(details, request.names.all) ? 'names' : 'other';
  if (waiting.includes(details.status)) return byNames;
  if (!withCertificate.includes(details.status)) return 'other';
  const collected = await certificates.collect(sslId, { format, signal });
  if (collected.status === 'pending') return byNames;
  return collected.status === 'issued' && isFor(collected.certificates, { lost, request }) ? 'key' : 'other';
}

async function isReissued(search: LostOrderSearch, sslId: number): Promise<boolean> {
  const collected = await search.context.client.certificates.collect(sslId, {
    format,
    signal: search.signal,
  });
  if (collected.status === 'pending') return true;
  return collected.status === 'issued' && isFor(collected.certificates, search);
}

function isFor(
  certificates: readonly { readonly x509: X509Certificate }[],
  { lost, request }: Pick<LostOrderSearch, 'lost' | 'request'>,
): boolean {
  const x509s = certificates.map(({ x509 }) => x509);
  return findOwn(x509s, { publicKey: request.csr.publicKey, order: lost }) !== undefined;
}

/** SCM tells the day only, in a zone that is not documented; where it tells none, nothing speaks against it. */
function isRequestedSince({ requested }: SslDetails, sentAt: Date): boolean {
  const day = Date.parse(`${requested}T00:00:00Z`);
  return Number.isNaN(day) || day >= sentAt.getTime() - 2 * dayMs;
}

function hasNames({ commonName, subjectAlternativeNames }: SslDetails, names: readonly string[]): boolean {
  const present = [commonName ?? '', ...(subjectAlternativeNames ?? [])].map((name) => writeName(name));
  return names.every((name) => present.includes(name));
}
