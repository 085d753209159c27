import pMap from 'p-map';
import { Progress } from '../run/progress.ts';
import { importCertificate } from './import-certificate.ts';
import type { ImportContext } from './import-context.ts';
import type { MissingCertificate } from './import-summary.ts';

/** How long imports that were begun may take to finish after the run was interrupted, in milliseconds. */
const WRITE_GRACE = 10_000;

/** Imports certificates and records how each ended. */
export async function importAll(
  missing: readonly MissingCertificate[],
  options: Omit<ImportContext, 'writeSignal'>,
): Promise<void> {
  const { logger, record, signal, concurrency } = options;
  const grace = new AbortController();
  const startGrace = () => setTimeout(() => grace.abort(), WRITE_GRACE).unref();
  const context = { ...options, writeSignal: grace.signal };
  const progress = new Progress(logger, { step: 'imported', total: missing.length });
  const importInTurn = async (sameSerial: readonly MissingCertificate[]) => {
    for (const certificate of sameSerial) {
      record(certificate, await importCertificate(certificate, context));
      progress.advance();
    }
  };
  signal.addEventListener('abort', startGrace, { once: true });
  try {
    await pMap(groupBySerialNumber(missing), importInTurn, {
      // While some wait for one system, others keep the other one busy.
      concurrency: concurrency.sectigo + concurrency.keyfactor,
    });
  } finally {
    signal.removeEventListener('abort', startGrace);
  }
}

/** Those of one serial number may be one and the same certificate, so they are not imported side by side. */
function groupBySerialNumber(certificates: readonly MissingCertificate[]): MissingCertificate[][] {
  const groups = new Map<string, MissingCertificate[]>();
  for (const certificate of certificates) {
    const group = groups.get(certificate.serialNumber);
    if (group) group.push(certificate);
    else groups.set(certificate.serialNumber, [certificate]);
  }
  return [...groups.values()];
}
