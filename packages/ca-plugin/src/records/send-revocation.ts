import { ApiError, type RevocationReasonCode, type SslDetails } from '@certbridge/sectigo-client';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { PluginContext } from '../plugin-context.ts';
import type { ReadRecordOptions } from './read-record.ts';

/** What to send, and how to see its outcome. */
export interface RevocationSending extends ReadRecordOptions, Pick<PluginContext, 'settings' | 'clock'> {
  readonly reasonCode: RevocationReasonCode;
  readonly reason: string;
}

/** Whether a certificate is revoked by what was sent, or was already, so that what was sent did nothing. */
export type SentRevocation = 'revoked' | 'revoked-before';

/** What SCM refuses with what is revoked. [SCM API documentation 25.5, "Error codes"] */
const REVOKED_ALREADY = -159;

/**
 * Sends the revocation of an issued certificate, once. Whatever the response was, the record tells its outcome: it is read
 * in the rhythm of the pickup, until it is revoked. Where it can't be read, the response counts.
 *
 * Throws the client's `ApiError`, or a `CaPluginError` for what SCM took and does not show as revoked.
 */
export async function sendRevocation(sslId: number, sending: RevocationSending): Promise<SentRevocation> {
  const { reasonCode, reason, client, signal } = sending;
  try {
    await client.certificates.revokeById(sslId, { reasonCode, reason }, { signal });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return settleFailure(error, { sslId, ...sending });
  }
  return confirm(sslId, sending);
}

/** Finds the outcome of a revocation without a good response. */
async function settleFailure(
  error: ApiError,
  { sslId, ...sending }: RevocationSending & { readonly sslId: number },
): Promise<SentRevocation> {
  const isRefused = error.ownDocument === true && error.code === 'conflict';
  if (isRefused && error.apiCode === REVOKED_ALREADY) return 'revoked-before';
  const details = await readDetails(sslId, sending);
  if (details?.status !== 'Revoked') throw error;
  // SCM itself refused it, so somebody else did it. Any other response may be lost, or a proxy's.
  return isRefused ? 'revoked-before' : whoseRevocation(details, sending);
}

/** Makes sure that SCM shows a certificate as revoked: the response may be that of a proxy, which did nothing. */
async function confirm(sslId: number, sending: RevocationSending): Promise<SentRevocation> {
  const { signal, settings, clock } = sending;
  for (let attempt = 1; ; attempt += 1) {
    const details = await readDetails(sslId, sending);
    if (details === undefined) return 'revoked';
    if (details.status === 'Revoked') return whoseRevocation(details, sending);
    if (attempt >= settings.pickupRetries || signal?.aborted) {
      throw new CaPluginError(
        `SCM took the revocation of certificate ${sslId} and still shows it as ${details.status}, so it is not certain that it is revoked. Look in SCM, or revoke it again: that does no harm.`,
        { code: 'refused', about: 'unconfirmed' },
      );
    }
    await clock.sleep(settings.pickupDelay * 1000, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }
}

/** It was issued a moment ago, so a revocation is the one that was sent unless its reason is another one. */
function whoseRevocation(
  details: SslDetails,
  { reasonCode }: Pick<RevocationSending, 'reasonCode'>,
): SentRevocation {
  const isOurs = details.reasonCode === undefined || details.reasonCode === reasonCode;
  return isOurs ? 'revoked' : 'revoked-before';
}

/** Reads the record of a certificate; undefined where it can't be read, so that what came before is what counts. */
async function readDetails(
  sslId: number,
  { client, signal }: ReadRecordOptions,
): Promise<SslDetails | undefined> {
  try {
    return await client.certificates.get(sslId, { signal });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
