import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldChange, FieldFailure } from '../planning/plan-certificate.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { OutageWatch } from './outage-watch.ts';
import type { PlannedCertificate } from './plan-certificates.ts';
import { Progress } from './progress.ts';
import type { RunContext } from './run-context.ts';
import type { CertificateOutcome } from './tally.ts';

/** Refusals that may be about one field of several: the others can still be written. */
const fieldRefusals: ReadonlySet<string> = new Set(['bad-request', 'not-stored']);

/** Writes the planned changes and records how each certificate ended. */
export async function applyCertificates(
  planned: readonly PlannedCertificate[],
  context: RunContext,
  writeSignal: AbortSignal,
): Promise<void> {
  const watch = new OutageWatch();
  const progress = new Progress(context.logger, { step: 'written', total: planned.length });
  await pMap(planned, applyOne, { concurrency: context.concurrency });

  async function applyOne(certificate: PlannedCertificate): Promise<void> {
    const { reference, plan } = certificate;
    const outcome = context.signal.aborted ? notProcessed : await writeChanges(certificate);
    context.tally.record(reference, outcome);
    progress.advance();
    if (outcome.kind === 'updated' || outcome.kind === 'partial') {
      const { serialNumber } = reference;
      const fields = plan.changes.map(({ field }) => field).join(', ');
      context.logger.debug('Wrote {fields} of certificate {serialNumber}.', { fields, serialNumber });
      for (const { field } of plan.changes.filter(({ truncated }) => truncated)) {
        const properties = { field, serialNumber };
        context.logger.warn(
          'Cut the value of {field} of certificate {serialNumber} to the limit.',
          properties,
        );
      }
    }
  }

  async function writeChanges(certificate: PlannedCertificate): Promise<CertificateOutcome> {
    const { changes, failures } = certificate.plan;
    try {
      await write(certificate, changes);
      watch.succeeded();
      return failures.length > 0 ? { kind: 'partial', failures } : { kind: 'updated' };
    } catch (error) {
      if (error instanceof ApiError && fieldRefusals.has(error.code) && changes.length > 1) {
        watch.succeeded();
        return writeSingly(certificate);
      }
      return failedOutcome(error, failures);
    }
  }

  /** Finds out which field a refusal was about, so that one bad value does not cost the others. */
  async function writeSingly(certificate: PlannedCertificate): Promise<CertificateOutcome> {
    const { changes } = certificate.plan;
    const failures: FieldFailure[] = [...certificate.plan.failures];
    let written = 0;
    for (const change of changes) {
      if (context.signal.aborted) {
        failures.push({ field: change.field, reason: INTERRUPTED });
        continue;
      }
      try {
        await write(certificate, [change]);
        watch.succeeded();
        written += 1;
      } catch (error) {
        if (error instanceof ApiError && watch.isOutage(error)) context.stop(error);
        failures.push({
          field: change.field,
          reason: isAborted(error) ? INTERRUPTED : describeFailure(error),
        });
      }
    }
    return { kind: written > 0 ? 'partial' : 'failed', failures };
  }

  async function write({ reference }: PlannedCertificate, changes: readonly FieldChange[]): Promise<void> {
    const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
    const { sectigoId, keyfactorId } = reference;
    if (context.mode === 'sctokf' && keyfactorId !== null) {
      await context.keyfactor.certificates.updateMetadata(keyfactorId, values, { signal: writeSignal });
    } else if (context.mode === 'kftosc' && sectigoId !== null) {
      await context.sectigo.certificates.updateCustomFields(sectigoId, values, { signal: writeSignal });
    }
  }

  function failedOutcome(error: unknown, failures: readonly FieldFailure[]): CertificateOutcome {
    if (error instanceof ApiError && watch.isOutage(error)) context.stop(error);
    const reason = isAborted(error) ? INTERRUPTED : describeFailure(error);
    return { kind: 'failed', failures: [{ field: null, reason }, ...failures] };
  }
}

const INTERRUPTED = 'interrupted while writing; the next run compares again and writes what is missing';

const notProcessed: CertificateOutcome = { kind: 'notProcessed' };
