import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { CertificateGroup } from '../matching/group-certificates.ts';
import type { CertificatePlan } from '../planning/plan-certificate.ts';
import { needsNothing } from '../planning/plan-certificate.ts';
import { planGroup } from '../planning/plan-group.ts';
import type { CertificateReference } from '../summary/run-summary.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { AMBIGUOUS, findDetails } from './find-details.ts';
import { OutageWatch } from './outage-watch.ts';
import { Progress } from './progress.ts';
import { prepareDetails } from './read-details.ts';
import type { RunContext } from './run-context.ts';
import type { CertificateOutcome } from './tally.ts';

/** A certificate with something to write. */
export interface PlannedCertificate {
  readonly reference: CertificateReference;
  readonly plan: CertificatePlan;
}

const skippedStates: ReadonlySet<string> = new Set(['revoked', 'expired']);

/**
 * Reads SCM's details where they are needed and plans every certificate.
 *
 * Certificates that need no write are recorded at once; returns the others, in the order of the groups.
 */
export async function planCertificates(
  groups: readonly CertificateGroup[],
  mappings: readonly FieldMapping[],
  context: RunContext,
): Promise<readonly PlannedCertificate[]> {
  const asked = groups.filter((group) => !isSettled(group));
  const readDetails = await prepareDetails(asked, mappings, context);
  const watch = new OutageWatch();
  const progress = new Progress(context.logger, { step: 'compared', total: asked.length });
  const planned = await pMap(asked, planOne, { concurrency: context.concurrency });
  return planned.flat();

  /** Records a group that needs no look at SCM: Command is the source there and has nothing to say. */
  function isSettled(group: CertificateGroup): boolean {
    const commandOnly = group.certificates.map(({ metadata }) => ({ sectigo: noDetails, command: metadata }));
    if (context.mode !== 'kftosc' || !commandOnly.every((records) => needsNothing(mappings, records)))
      return false;
    context.tally.withoutCustomFields += group.certificates.length;
    recordAll(group, { kind: 'unchanged' });
    return true;
  }

  async function planOne(group: CertificateGroup): Promise<readonly PlannedCertificate[]> {
    try {
      const result = context.signal.aborted
        ? recordAll(group, { kind: 'notProcessed' })
        : await planGroupOf(group);
      watch.succeeded();
      return result;
    } catch (error) {
      if (isAborted(error)) return recordAll(group, { kind: 'notProcessed' });
      if (error instanceof ApiError && watch.isOutage(error)) {
        context.stop(error);
        return recordAll(group, { kind: 'notProcessed' });
      }
      return recordAll(group, {
        kind: 'failed',
        failures: [{ field: null, reason: describeFailure(error) }],
      });
    } finally {
      progress.advance();
    }
  }

  async function planGroupOf(group: CertificateGroup): Promise<readonly PlannedCertificate[]> {
    const sectigo = await findDetails(group, readDetails);
    if (sectigo === undefined) {
      return recordAll(group, { kind: 'failed', failures: [{ field: null, reason: AMBIGUOUS }] });
    }
    if (!context.settings.syncRevokedAndExpired && skippedStates.has(sectigo.status.toLowerCase())) {
      context.tally.skipped += group.certificates.length;
      return [];
    }
    const records = group.certificates.map(({ metadata }) => ({ sectigo, command: metadata }));
    const plans = planGroup(mappings, records, context.mode);
    return plans.flatMap((plan, index) => {
      const certificate = group.certificates[index] ?? group.certificates[0];
      const reference = referenceOf(certificate, sectigo.sslId);
      if (plan.withoutCustomFields) context.tally.withoutCustomFields += 1;
      if (plan.changes.length > 0) return [{ reference, plan }];
      const { failures } = plan;
      context.tally.record(
        reference,
        failures.length > 0 ? { kind: 'partial', failures } : { kind: 'unchanged' },
      );
      return [];
    });
  }

  function recordAll(group: CertificateGroup, outcome: CertificateOutcome): readonly [] {
    const sectigoId = group.compareIssuer ? null : (group.sectigoIds[0] ?? null);
    for (const certificate of group.certificates)
      context.tally.record(referenceOf(certificate, sectigoId), outcome);
    return [];
  }
}

// Command is the only source that is read from these records.
const noDetails = { sslId: 0, id: 0, status: '' };

function referenceOf(
  certificate: { readonly id: number; readonly serialNumber: string },
  sectigoId: number | null,
): CertificateReference {
  return { serialNumber: certificate.serialNumber, sectigoId, keyfactorId: certificate.id };
}
