import { HIDDEN } from '@certbridge/plain-text';
import type { SslDetails } from '@certbridge/sectigo-client';
import { pMapIterable } from 'p-map';
import type { FieldMapping } from '../fields/field-plan.ts';
import { type FieldConflict, needsNothing } from '../planning/plan-certificate.ts';
import { type MemberPlan, planGroup } from '../planning/plan-group.ts';
import { toPlanRow } from '../planning/plan-row.ts';
import { resolveChange } from '../planning/resolve-change.ts';
import { IdSet } from '../reading/id-set.ts';
import {
  findDetails,
  prepareDetails,
  type ReadDetails,
  type WantedDetails,
} from '../reading/read-details.ts';
import { isSkipped } from '../reading/read-inventory.ts';
import { NO_DETAILS } from '../reading/read-records.ts';
import { failedOutcome, outcomeOf } from '../run/failures.ts';
import { Progress } from '../run/progress.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { CertificateOutcome } from '../run/tally.ts';
import type { Baseline, RecordedCertificate } from '../state/state-store.ts';
import type { NamedCertificate } from '../summary/run-summary.ts';
import type { CertificateGroup, InventoryCertificate } from '../work/group-certificates.ts';

/** A group with what is known of its certificates from before. */
interface KnownGroup {
  readonly group: CertificateGroup;
  readonly baselines: ReadonlyMap<number, Baseline>;
  readonly unresolved: readonly (RecordedCertificate & { readonly runId: string })[];
}

/** What is to be done for one certificate, and what that was found out from. */
interface PlannedMember {
  readonly plan: MemberPlan;
  readonly serial: string;
  readonly certificate: InventoryCertificate;
  readonly sectigo: SslDetails;
  readonly baseline: Baseline | undefined;
}

/** What planning needs in addition to the context of the run. */
interface PlanContext extends SyncContext {
  readonly mappings: readonly FieldMapping[];
  readonly readDetails: ReadDetails;
  readonly progress: Progress;
}

/**
 * Reads SCM's details where they are needed and plans every certificate of the work area.
 *
 * Adds what is to be written to the work area, in the order of serial numbers; records the others at once.
 */
export async function planCertificates(
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<void> {
  const { work, tally, totals, recorder, logger } = context;
  const wanted = findWanted(mappings, context);
  const { read: readDetails, upToDate } = await prepareDetails(wanted, mappings, context);
  const progress = new Progress(logger, { step: 'compared', total: wanted.count });
  if (upToDate !== undefined) {
    tally.recordUnchanged(upToDate.certificates);
    tally.withoutCustomFields += upToDate.withoutCustomFields;
    totals.addUpToDate(upToDate);
    progress.advance(upToDate.certificates);
  }
  const planner: PlanContext = { ...context, mappings, readDetails, progress };
  const groups = readKnown(upToDate === undefined ? work.groups() : work.openGroups(), planner);
  // Twice as many, so that calls are ready to go while others wait for their responses.
  const concurrency = context.concurrency.sectigo * 2;
  const planned = pMapIterable(groups, (known) => planOne(known, planner), {
    concurrency,
    backpressure: concurrency * 4,
  });
  try {
    // Responses come in any order, plans are kept in that of the serial numbers.
    for await (const members of planned) for (const member of members) await keepPlan(member, planner);
    await recorder.flush();
  } catch (error) {
    context.stop(error);
  }
}

/** Reads from the state what is known of certificates; leaves out those for which nothing is to be done. */
async function* readKnown(
  batches: Iterable<readonly CertificateGroup[]>,
  context: PlanContext,
): AsyncGenerator<KnownGroup> {
  const { mode, mappings, recorder } = context;
  // On the way back they tell which of several metadata fields was edited.
  const needsBaselines =
    mode === 'both' || (mode === 'kftosc' && mappings.some(({ followers }) => followers.length > 0));
  for (const batch of batches) {
    const groups = batch.filter((group) => !hasNothingToWrite(group, mappings, context));
    const certificates = groups.flatMap(({ serial, certificates: members }) =>
      members.map(({ id }) => ({ keyfactorId: id, serial })),
    );
    const baselines = needsBaselines ? await recorder.baselines(certificates) : new Map<number, Baseline>();
    const unresolved = await recorder.unresolved(certificates.map(({ keyfactorId }) => keyfactorId));
    for (const group of groups) yield { group, baselines, unresolved };
  }
}

/** Plans a group; records it where there is no plan. */
async function planOne(known: KnownGroup, context: PlanContext): Promise<readonly PlannedMember[]> {
  const { signal, outage, progress } = context;
  const { group } = known;
  try {
    if (signal.aborted) return recordAll(group, { kind: 'notProcessed' }, context);
    const members = await planKnown(known, context);
    outage.succeeded();
    return members;
  } catch (error) {
    return recordAll(group, outcomeOf(error, context), context);
  } finally {
    progress.advance();
  }
}

async function planKnown(
  { group, baselines, unresolved }: KnownGroup,
  context: PlanContext,
): Promise<readonly PlannedMember[]> {
  const { mappings, readDetails, recorder, tally, settings, hashSensitive } = context;
  const found = await findDetails(group, readDetails);
  if ('refused' in found) return recordAll(group, failedOutcome(found.refused), context);
  const sectigo = found.details;
  const members = group.certificates.map(({ id, metadata }) => ({
    records: { sectigo, keyfactor: metadata },
    twoWay: { baseline: baselines.get(id), conflicts: settings.conflicts, hashSensitive },
  }));
  for (const [index, { records }] of members.entries()) {
    const { id } = group.certificates[index] ?? group.certificates[0];
    for (const { runId, position, changes } of unresolved.filter(({ keyfactorId }) => keyfactorId === id)) {
      const outcome = changes.map((change) => resolveChange(change, { mappings, records, hashSensitive }));
      await recorder.resolve(runId, { position, outcome });
    }
  }
  if (isSkipped(sectigo, context)) {
    tally.skipped += group.certificates.length;
    return [];
  }
  return planGroup(mappings, members).map((plan, index) => {
    const certificate = group.certificates[index] ?? group.certificates[0];
    return { plan, serial: group.serial, certificate, sectigo, baseline: baselines.get(certificate.id) };
  });
}

/** Adds what is to be written to the work area, and records what is not. */
async function keepPlan(
  { plan, serial, certificate, sectigo, baseline }: PlannedMember,
  context: PlanContext,
): Promise<void> {
  const { tally, totals, work, recorder, stop } = context;
  const { changes, failures, records } = plan;
  const reference = referenceOf(certificate, sectigo.sslId);
  totals.add(plan);
  if (plan.withoutCustomFields) tally.withoutCustomFields += 1;
  for (const conflict of plan.conflicts) tally.recordConflict({ ...reference, ...shownConflict(conflict) });
  if (changes.length === 0) {
    tally.record(reference, failures.length > 0 ? { kind: 'partial', failures } : { kind: 'unchanged' });
  } else {
    const present = { sectigo, keyfactor: certificate.metadata };
    const row = toPlanRow(reference, { changes, failures, serial, present, records }, context);
    if (row !== undefined) work.addPlanned(row);
  }
  const news = Object.entries(plan.agreed).filter(
    ([field, value]) => JSON.stringify(baseline?.[field]) !== JSON.stringify(value),
  );
  if (news.length === 0) return;
  try {
    await recorder.agree({ keyfactorId: certificate.id, serial }, Object.fromEntries(news));
  } catch (error) {
    stop(error);
  }
}

/** A conflict as it may be shown. */
function shownConflict({ field, sensitive, sectigo, keyfactor, agreed, others }: FieldConflict) {
  const shown = (text: string | null) => (text === null || text === '' ? null : sensitive ? HIDDEN : text);
  const shownOthers = others.map((other) => ({ field: other.field, keyfactor: shown(other.keyfactor) }));
  return {
    field,
    sectigo: shown(sectigo),
    keyfactor: shown(keyfactor),
    agreed: shown(agreed),
    ...(others.length > 0 && { others: shownOthers }),
  };
}

/** Records certificates for which there is no plan. */
function recordAll(
  group: CertificateGroup,
  outcome: CertificateOutcome,
  { tally }: SyncContext,
): readonly [] {
  const sectigoId = group.compareIssuer ? null : (group.sectigoIds[0] ?? null);
  for (const certificate of group.certificates) tally.record(referenceOf(certificate, sectigoId), outcome);
  return [];
}

/** Lists the certificates whose details are needed, and records those that need none. */
function findWanted(mappings: readonly FieldMapping[], context: SyncContext): WantedDetails {
  const { mode, work, tally } = context;
  if (mode !== 'kftosc') return { count: work.counts.matched, wanted: new IdSet(work.clearSectigoIds()) };
  const wanted: number[] = [];
  let count = 0;
  for (const batch of work.groups()) {
    for (const group of batch) {
      if (hasNothingToWrite(group, mappings, context)) {
        tally.withoutCustomFields += group.certificates.length;
        recordAll(group, { kind: 'unchanged' }, context);
        continue;
      }
      count += 1;
      if (!group.compareIssuer) wanted.push(...group.sectigoIds);
    }
  }
  return { count, wanted: new IdSet(wanted) };
}

/** Returns whether Command is the source and has no value that could be written. */
function hasNothingToWrite(
  { certificates }: CertificateGroup,
  mappings: readonly FieldMapping[],
  { mode }: SyncContext,
): boolean {
  if (mode !== 'kftosc') return false;
  return certificates.every(({ metadata }) =>
    needsNothing(mappings, { sectigo: NO_DETAILS, keyfactor: metadata }),
  );
}

function referenceOf(
  { id, serialNumber, commonName }: InventoryCertificate,
  sectigoId: number | null,
): NamedCertificate {
  return { serialNumber, commonName, sectigoId, keyfactorId: id };
}
