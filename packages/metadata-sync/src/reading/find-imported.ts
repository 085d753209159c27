import { setTimeout as delay } from 'node:timers/promises';
import type { CommandCertificate } from '@certbridge/keyfactor-client';
import type { ImportContext } from '../run/import-context.ts';

/** Pauses before an imported certificate is looked for again, in milliseconds: Command may index it a little later. */
const LOOK_AGAIN_AFTER = [200, 400, 800, 1_600];

/** Finds a certificate that was just imported, as Command shows it now. Part of its write: an interruption leaves it time to end. */
export function findImported(
  thumbprint: string,
  { keyfactor, writeSignal: signal }: ImportContext,
): Promise<CommandCertificate | undefined> {
  return keyfactor.certificates.findByThumbprint(thumbprint, { signal });
}

/** Looks for such a certificate until Command shows it, or for about three seconds. */
export async function awaitImported(
  thumbprint: string,
  context: ImportContext,
): Promise<CommandCertificate | undefined> {
  for (const pause of LOOK_AGAIN_AFTER) {
    const found = await findImported(thumbprint, context);
    if (found) return found;
    await delay(pause, undefined, { signal: context.writeSignal });
  }
  return findImported(thumbprint, context);
}
