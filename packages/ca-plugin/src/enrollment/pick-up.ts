import type { KeyObject, X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type CollectResult } from '@certbridge/sectigo-client';
import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import { hasSerialNumber } from '../records/find-by-serial-number.ts';
import type { RecordReading } from '../records/read-record.ts';
import { missingNames } from './names.ts';
import { failed, issued, type PlacedOrder, pending, revoked, unclear } from './results.ts';

/** What is to be picked up. */
export interface PickUp {
  readonly order: PlacedOrder;
  /** Key of the CSR. */
  readonly publicKey: KeyObject;
  /** Names that the certificate must have. */
  readonly names: readonly string[];
}

type Look =
  | { readonly result: EnrollmentResult }
  /** Not there yet. `final` where looking on is no use. */
  | { readonly why: string; readonly final: boolean };

/** The leaf is all that is handed on. */
const format = 'x509CO';
const waits = 'SCM has not issued it yet.';

/**
 * Looks for the certificate of an order as often as the settings say. An order that can't be read stays an order: whatever
 * happens here, its id is given back. An aborted signal ends the looking, not the order.
 */
export async function pickUp(
  target: PickUp,
  context: PluginContext,
  signal: AbortSignal,
): Promise<EnrollmentResult> {
  const { settings, clock } = context;
  let why = waits;
  for (let look = 1; look <= settings.pickupRetries; look += 1) {
    if (signal.aborted) return pending(target.order, 'Nobody waited for it any longer.');
    const seen = await lookOnce(target, context, signal);
    if ('result' in seen) return seen.result;
    if (!signal.aborted) why = seen.why;
    if (seen.final) break;
    if (look < settings.pickupRetries) {
      await clock.sleep(settings.pickupDelay * 1000, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }
  return pending(target.order, why);
}

async function lookOnce(target: PickUp, { client }: PluginContext, signal: AbortSignal): Promise<Look> {
  try {
    const collected = await client.certificates.collect(target.order.sslId, { format, signal });
    return await explain(collected, target, { client, signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Refused logins may lock the account, so none is tried again.
    return { why: `It could not be read: ${error.message}`, final: error.code === 'unauthorized' };
  }
}

async function explain(collected: CollectResult, target: PickUp, reading: RecordReading): Promise<Look> {
  const { order } = target;
  switch (collected.status) {
    case 'pending':
      return { why: waits, final: false };
    case 'revoked':
      return { result: revoked(order) };
    case 'failed':
      return {
        result: failed(`SCM refused order ${order.sslId} or had it declined: ${collected.reason}`, order),
      };
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
  reading: RecordReading,
): Promise<Look> {
  const serial = parseSerialNumber(given?.serialNumber) ?? '';
  // Until a reissue is done, SCM gives the old certificate out.
  if (serial === order.priorSerialNumber) {
    return { why: 'SCM still gives out the certificate that is to be reissued.', final: false };
  }
  if (!(await isOfOrder(serial, order, reading))) return notOfOrder(serial);
  if (order.isEarlier) {
    const problem = `The same was ordered before, as order ${order.sslId}, but SCM gives out a certificate for another key than the CSR's under it, so it is not known which record is the order's, and nothing was ordered again. Look for it in SCM.`;
    return { result: unclear(problem) };
  }
  const problem = `SCM gave out a certificate for another key than the CSR's under order ${order.sslId}, so it was not taken. Look at it in SCM.`;
  return { result: failed(problem, order) };
}

/** The key alone does not tell the certificate: another order may be for the same one. */
async function fromOwn(
  own: X509Certificate,
  { order, names }: PickUp,
  reading: RecordReading,
): Promise<Look> {
  const serial = parseSerialNumber(own.serialNumber) ?? '';
  if (!(await isOfOrder(serial, order, reading))) return notOfOrder(serial);
  const missing = missingNames(own, names);
  const note =
    missing.length === 0
      ? null
      : `It lacks names that were ordered, so the profile doesn't take them: ${missing.join(', ')}.`;
  return { result: issued(order, { certificate: own.raw.toString('base64'), note }) };
}

async function isOfOrder(serial: string, { sslId }: PlacedOrder, reading: RecordReading): Promise<boolean> {
  return hasSerialNumber(
    await reading.client.certificates.get(sslId, { signal: reading.signal }),
    serial,
    reading,
  );
}

function notOfOrder(serial: string): Look {
  const why = `SCM gives out a certificate with the serial number ${serial} under it, which is not that of the order, so it was not taken.`;
  return { why, final: false };
}

/** Finds the certificate that was ordered: that of the CSR's key, and not the one that it takes the place of. */
export function findOwn(
  certificates: readonly X509Certificate[],
  { publicKey, order }: { publicKey: KeyObject; order: Pick<PlacedOrder, 'priorSerialNumber'> },
): X509Certificate | undefined {
  return certificates.find(
    (x509) =>
      publicKey.equals(x509.publicKey) && parseSerialNumber(x509.serialNumber) !== order.priorSerialNumber,
  );
}
