import type { KeyObject, X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type CollectResult, type SslDetails } from '@certbridge/sectigo-client';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { hasSerialNumber } from '../records/find-by-serial-number.ts';
import { mapStatus } from '../records/map-status.ts';
import type { ReadRecordOptions } from '../records/read-record.ts';
import { missingNames } from './names.ts';
import type { OrderProgress } from './orders-in-flight.ts';
import type { Pauses } from './pauses.ts';
import { failed, issued, type PlacedOrder, pending, revoked } from './results.ts';
import { findForeignSign, isReferredBy } from './whose-record.ts';

/** What is to be picked up. */
export interface PickUp {
  readonly order: PlacedOrder;
  /** Key of the CSR. */
  readonly publicKey: KeyObject;
  readonly recorded: RecordedOrder;
}

/** How a certificate is waited for. */
export interface Waiting {
  readonly pauses: Pauses;
  readonly progress: Pick<OrderProgress<EnrollmentResult>, 'signal' | 'responded'>;
  /** Whether the caller may leave after any attempt, so that the state is read after the first one. */
  readonly isBounded: boolean;
}

/** The record may be another order's, or there is none, so that nothing was taken from it. */
export interface ForeignRecord {
  /** What shows it, in words that complete "since". */
  readonly sign: string;
}

type Look =
  | { readonly result: EnrollmentResult | ForeignRecord }
  /** Not there yet. `final` where looking again is no use; `another` where SCM gives out another certificate; `publicWhy` where not all is for anyone. */
  | {
      readonly why: string;
      readonly publicWhy?: string;
      readonly final: boolean;
      readonly another?: true;
    };

/** The leaf is all that is handed on. */
const format = 'x509CO';
/** A sign that a record is not the order's. */
export const notShown = 'SCM does not show it';
const waits = 'SCM has not issued it yet.';

/**
 * Waits for the certificate of an order, with an attempt after each pause. An order that can't be read stays an order: whatever
 * happens here, its id is returned. An aborted signal ends the waiting, not the order.
 */
export async function pickUp(
  target: PickUp,
  context: PluginContext,
  { pauses, progress, isBounded }: Waiting,
): Promise<EnrollmentResult | ForeignRecord> {
  const { signal } = progress;
  let why = waits;
  let publicWhy: string | undefined;
  let told: string | undefined;
  let isAnother = false;
  let isFirst = true;
  const reading = { client: context.client, signal };
  for (const pause of pauses) {
    if (!isFirst) {
      progress.responded(pending(target.order, why, publicWhy));
      await context.clock.sleep(pause, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    if (signal.aborted) return pending(target.order, 'Nobody waited for it any longer.');
    const seen = await lookOnce(target, context, signal);
    if ('result' in seen) return seen.result;
    if (!signal.aborted) {
      why = seen.why === waits ? (told ?? waits) : seen.why;
      publicWhy = seen.publicWhy;
      isAnother = seen.another === true;
    }
    // Nothing more is asked then.
    if (seen.final) return pending(target.order, why, publicWhy);
    if (isFirst && isBounded) {
      const state = await readState(target, reading);
      if (typeof state === 'object') return state;
      told = state;
      if (why === waits) why = told ?? waits;
    }
    isFirst = false;
  }
  const foreign = isBounded ? undefined : await refuseForeign(target, reading);
  if (foreign !== undefined) return foreign;
  const result = pending(target.order, why, publicWhy);
  return isAnother
    ? { ...result, enrollmentContext: { ...result.enrollmentContext, certificate: 'another' } }
    : result;
}

async function refuseForeign(target: PickUp, reading: ReadRecordOptions): Promise<ForeignRecord | undefined> {
  const state = await readState(target, reading);
  return typeof state === 'object' ? state : undefined;
}

/**
 * Reads the state of an order, in a sentence where there is one. What waits or failed may be another order's record, which its
 * details tell, or no record at all. That they can't be read for another reason tells nothing.
 */
async function readState(
  { order, recorded }: PickUp,
  reading: ReadRecordOptions,
): Promise<ForeignRecord | string | undefined> {
  try {
    const details = await read(order, reading);
    const sign = isReferredBy(details, recorded) ? undefined : findForeignSign(details, recorded);
    return sign === undefined ? (mapStatus(details.status)?.message ?? undefined) : { sign };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A page of a proxy says nothing of the record.
    return error.code === 'not-found' && error.ownDocument === true ? { sign: notShown } : undefined;
  }
}

async function lookOnce(target: PickUp, { client }: PluginContext, signal: AbortSignal): Promise<Look> {
  try {
    const collected = await client.certificates.collect(target.order.sslId, { format, signal });
    return await explain(collected, target, { client, signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Refused logins may lock the account, so it isn't attempted again.
    const why = `It could not be read: ${error.message}`;
    return { why, publicWhy: "Its state can't be read now.", final: error.code === 'unauthorized' };
  }
}

async function explain(collected: CollectResult, target: PickUp, reading: ReadRecordOptions): Promise<Look> {
  const { order } = target;
  switch (collected.status) {
    case 'pending':
      return { why: waits, final: false };
    case 'revoked':
      return { result: (await refuseForeign(target, reading)) ?? revoked(order) };
    case 'failed': {
      const problem = `SCM refused order ${order.sslId} or had it declined: ${collected.reason}`;
      const publicReason =
        mapStatus(collected.reason)?.message ?? 'SCM refused it, or an administrator of SCM declined it.';
      return { result: (await refuseForeign(target, reading)) ?? failed(problem, order, { publicReason }) };
    }
    case 'issued': {
      const x509s = collected.certificates.map(({ x509 }) => x509);
      const own = findOwn(x509s, target);
      return own === undefined ? withoutOwn(x509s[0], target, reading) : fromOwn(own, target, reading);
    }
  }
}

async function withoutOwn(
  given: X509Certificate | undefined,
  { order }: PickUp,
  reading: ReadRecordOptions,
): Promise<Look> {
  const serial = parseSerialNumber(given?.serialNumber) ?? '';
  // Until a reissue is done, SCM gives the old certificate out.
  if (serial === order.priorSerialNumber) {
    return { why: 'SCM still gives out the certificate that is to be reissued.', final: false };
  }
  const details = await read(order, reading);
  if (!(await hasSerialNumber(details, serial, reading))) return notOfOrder(serial);
  return { result: { sign: "its certificate is for another key than the CSR's" } };
}

/** The key alone does not identify the certificate: another order may be for the same one. */
async function fromOwn(
  own: X509Certificate,
  { order, recorded }: PickUp,
  reading: ReadRecordOptions,
): Promise<Look> {
  const serial = parseSerialNumber(own.serialNumber) ?? '';
  const details = await read(order, reading);
  if (!(await hasSerialNumber(details, serial, reading))) return notOfOrder(serial);
  const missing = missingNames(own, recorded.names);
  if (!isReferredBy(details, recorded)) {
    // The key alone does not identify it: the same CSR may have been ordered with fewer names.
    const lacking =
      missing.length > 0 && recorded.kind === 'new'
        ? `it lacks names that were ordered (${missing.join(', ')}), and the reference`
        : undefined;
    const sign = findForeignSign(details, recorded) ?? lacking;
    if (sign !== undefined) return { result: { sign } };
  }
  const note =
    missing.length === 0
      ? null
      : `It lacks names that were ordered, so the profile doesn't take them: ${missing.join(', ')}.`;
  return { result: issued(order, { certificate: own.raw.toString('base64'), note }) };
}

function read({ sslId }: PlacedOrder, { client, signal }: ReadRecordOptions): Promise<SslDetails> {
  return client.certificates.get(sslId, { signal });
}

function notOfOrder(serial: string): Look {
  const why = `SCM gives out a certificate with the serial number ${serial} under it, which is not that of the order, so it was not taken.`;
  return { why, final: false, another: true };
}

/** Finds the certificate that was ordered: that of the CSR's key, and not the one that it takes the place of. */
export function findOwn(
  certificates: readonly X509Certificate[],
  { publicKey, order }: { publicKey: KeyObject; order: Pick<PlacedOrder, 'priorSerialNumber'> },
): X509Certificate | undefined {
  return certificates.find(
    (x509) => hasKey(x509, publicKey) && parseSerialNumber(x509.serialNumber) !== order.priorSerialNumber,
  );
}

function hasKey(x509: X509Certificate, publicKey: KeyObject): boolean {
  try {
    return publicKey.equals(x509.publicKey);
  } catch {
    // Of an algorithm that Node does not know, and so not that of a CSR which was taken.
    return false;
  }
}
