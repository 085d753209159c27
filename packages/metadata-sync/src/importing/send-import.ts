import type { X509Certificate } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CommandCertificate } from '@certbridge/keyfactor-client';
import { ApiError } from '@certbridge/sectigo-client';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { mayHaveWorked } from '../run/failures.ts';
import type { ImportWriteContext } from './import-context.ts';

/** Pauses before an imported certificate is looked for again, in milliseconds: Command may index it a little later. */
const LOOK_AGAIN_AFTER = [200, 400, 800, 1_600];

/** Failures after which nothing more is asked for the certificate. */
const ends: ReadonlySet<string> = new Set(['unauthorized', 'aborted', 'invalid-argument']);

/** A right that is missing is not about the certificate; but a proxy may say the same, after Command acted. */
function isEnd(error: ApiError): boolean {
  return ends.has(error.code) || (error.code === 'forbidden' && !mayHaveWorked(error));
}

/** The SHA-1 of a certificate as Command writes it. */
export function thumbprintOf({ fingerprint }: X509Certificate): string {
  return fingerprint.replaceAll(':', '');
}

/**
 * Imports a certificate with its values and reads it back; undefined where Command took it and still does not show it.
 *
 * Whatever the response was, only the thumbprint tells whether Command has the certificate: one that it knows may be
 * refused, and a response may be lost. After a lost response the import is sent once more at most, and only where Command
 * does not show the certificate. Throws an `ApiError` where that fails, too, or Command refuses.
 */
export async function sendImport(
  x509: X509Certificate,
  values: readonly PlannedValue[],
  context: ImportWriteContext,
): Promise<CommandCertificate | undefined> {
  const thumbprint = thumbprintOf(x509);
  const metadata = Object.fromEntries(values.map(({ field, after }) => [field, after]));
  const body = { Certificate: x509.raw, ...(values.length > 0 && { Metadata: metadata }) };
  const { keyfactor, sensitiveFields, writeSignal: signal } = context;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await keyfactor.certificates.import(body, { sensitiveFields: sensitiveFields.keyfactor, signal });
    } catch (error) {
      if (!(error instanceof ApiError) || isEnd(error)) throw error;
      const lost = mayHaveWorked(error);
      const present = lost ? await lookFor(thumbprint, context) : await find(thumbprint, context);
      if (present) return present;
      if (!lost || attempt === 2) throw error;
      continue;
    }
    return lookFor(thumbprint, context);
  }
}

/** Looks for a certificate until Command shows it, or for about three seconds. */
async function lookFor(
  thumbprint: string,
  context: ImportWriteContext,
): Promise<CommandCertificate | undefined> {
  for (const pause of LOOK_AGAIN_AFTER) {
    const found = await find(thumbprint, context);
    if (found) return found;
    await delay(pause, undefined, { signal: context.writeSignal });
  }
  return find(thumbprint, context);
}

function find(thumbprint: string, { keyfactor, writeSignal: signal }: ImportWriteContext) {
  return keyfactor.certificates.findByThumbprint(thumbprint, { signal });
}
