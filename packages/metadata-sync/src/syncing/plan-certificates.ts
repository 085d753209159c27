import type { SslDetails } from '@certbridge/sectigo-client';
import { pMapIterable } from 'p-map';
import type { CertificateRecords, FieldMapping } from '../fields/field-plan.ts';
import type { CertificateGroup, InventoryCertificate } from '../matching/group-certificates.ts';
import type { TwoWay } from '../planning/choose-direction.ts';
import { fingerprint } from '../planning/fingerprint.ts';
import { needsNothing } from '../planning/plan-certificate.ts';
import { type MemberPlan, planGroup } from '../planning/plan-group.ts';
import { agreementsAfter } from '../planning/plan-row.ts';
import { findDetails } from '../reading/find-details.ts';
import { IdSet } from '../reading/id-set.ts';
import { isSkipped } from '../reading/is-skipped.ts';
import { type AskedDetails, prepareDetails } from '../reading/read-details.ts';
import { failed, outcomeOf } from '../run/failures.ts';
import { Progress } from '../run/progress.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { CertificateOutcome } from '../run/tally.ts';
import type { Baseline, RecordedCertificate } from '../state/state-store.ts';
import type { NamedCertificate } from '../summary/run-summary.ts';
import { resolveChange } from './resolve-change.ts';

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

/**
 * Reads SCM's details where they are needed and plans every certificate of the work area.
 *
 * What is to be written is put into the work area, in the order of serial numbers; the others are recorded at once.
 */
export async function planCertificates(
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<void> {
  const { work, tally, totals, recorder } = context;
  const asked = findAsked(mappings, context);
  const { read: readDetails, settled } = await prepareDetails(asked, mappings, context);
  // On the way back they tell which of several metadata fields was edited.
  const needsBaselines =
    context.mode === 'both' ||
    (context.mode === 'kftosc' && mappings.some(({ followers }) => followers.length > 0));
  const progress = new Progress(context.logger, { step: 'compared', total: asked.asked });
  if (settled !== undefined) {
    tally.recordUnchanged(settled.certificates);
    tally.withoutCustomFields += settled.withoutCustomFields;
    totals.addSettled(settled);
    progress.advance(settled.certificates);
  }
  // While one half of the certificates waits for its answers, the other half's calls stand ready.
  const concurrency = context.concurrency.sectigo * 2;
  const planned = pMapIterable(knownGroups(), planOne, { concurrency, backpressure: concurrency * 4 });
  try {
    // Answers come in any order, plans are kept in that of the serial numbers.
    for await (const members of planned) for (const member of members) await keepPlan(member);
    await recorder.flush();
  } catch (error) {
    context.stop(error);
  }

  async function* knownGroups(): AsyncGenerator<KnownGroup> {
    for (const batch of settled === undefined ? work.groups() : work.openGroups()) {
      const groups = batch.filter((group) => !isSettled(group, mappings, context));
      const certificates = groups.flatMap(({ serial, certificates: members }) =>
        members.map(({ id }) => ({ keyfactorId: id, serial })),
      );
      const ids = certificates.map(({ keyfactorId }) => keyfactorId);
      const baselines = needsBaselines ? await recorder.baselines(certificates) : new Map<number, Baseline>();
      const unresolved = await recorder.unresolved(ids);
      for (const group of groups) yield { group, baselines, unresolved };
    }
  }

  async function planOne(known: KnownGroup): Promise<readonly PlannedMember[]> {
    const { group } = known;
    try {
      if (context.signal.aborted) return recordAll(group, { kind: 'notProcessed' });
      const members = await planKnown(known);
      context.outage.succeeded();
      return members;
    } catch (error) {
      return recordAll(group, outcomeOf(error, context));
    } finally {
      progress.advance();
    }
  }

  async function planKnown({ group, baselines, unresolved }: KnownGroup): Promise<readonly PlannedMember[]> {
    const found = await findDetails(group, readDetails);
    if ('refused' in found) return recordAll(group, failed(found.refused));
    const sectigo = found.details;
    const members = group.certificates.map(({ id, metadata }) => ({
      records: { sectigo, command: metadata },
      twoWay: twoWayOf(baselines.get(id)),
    }));
    for (const [index, { records }] of members.entries()) {
      const { id } = group.certificates[index] ?? group.certificates[0];
      for (const certificate of unresolved.filter(({ keyfactorId }) => keyfactorId === id)) {
        await resolveChange(certificate, { mappings, records, context });
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

  async function keepPlan({ plan, serial, certificate, sectigo, baseline }: PlannedMember): Promise<void> {
    const reference = referenceOf(certificate, sectigo.sslId);
    totals.add(plan);
    if (plan.withoutCustomFields) tally.withoutCustomFields += 1;
    for (const conflict of plan.conflicts) {
      const { field, sensitive, agreed } = conflict;
      const shown = (text: string | null) => (text === null || text === '' ? null : sensitive ? '***' : text);
      const [ofSectigo, ofKeyfactor] = [shown(conflict.sectigo), shown(conflict.keyfactor)];
      tally.recordConflict({
        ...reference,
        field,
        sectigo: ofSectigo,
        keyfactor: ofKeyfactor,
        agreed: shown(agreed),
        ...(conflict.others.length === 0
          ? {}
          : {
              others: conflict.others.map((other) => ({
                field: other.field,
                keyfactor: shown(other.keyfactor),
              })),
            }),
      });
    }
    const { changes, failures } = plan;
    const [first, ...others] = changes;
    if (first === undefined) {
      tally.record(reference, failures.length > 0 ? { kind: 'partial', failures } : { kind: 'unchanged' });
    } else {
      const present: CertificateRecords = { sectigo, command: certificate.metadata };
      work.addPlanned({
        certificate: {
          serialNumber: reference.serialNumber,
          sectigoId: reference.sectigoId,
          keyfactorId: reference.keyfactorId,
          fingerprint: fingerprint(mappings, present, context.hashSensitive),
          changes: [first, ...others],
        },
        commonName: reference.commonName,
        serial,
        failures,
        agreements: agreementsAfter(mappings, plan.records, {
          changes,
          hashSensitive: context.hashSensitive,
        }),
      });
    }
    const news = Object.entries(plan.agreed).filter(
      ([field, value]) => JSON.stringify(baseline?.[field]) !== JSON.stringify(value),
    );
    if (news.length === 0) return;
    try {
      await recorder.agree({ keyfactorId: certificate.id, serial }, Object.fromEntries(news));
    } catch (error) {
      context.stop(error);
    }
  }

  function twoWayOf(baseline: Baseline | undefined): TwoWay {
    return { baseline, conflicts: context.settings.conflicts, hashSensitive: context.hashSensitive };
  }

  /** Records certificates for which there is no plan. */
  function recordAll(group: CertificateGroup, outcome: CertificateOutcome): readonly [] {
    const sectigoId = group.compareIssuer ? null : (group.sectigoIds[0] ?? null);
    for (const certificate of group.certificates) tally.record(referenceOf(certificate, sectigoId), outcome);
    return [];
  }
}

/** Finds out whose details are needed, and records the certificates that need no look at SCM. */
function findAsked(mappings: readonly FieldMapping[], context: SyncContext): AskedDetails {
  const { mode, work, tally } = context;
  if (mode !== 'kftosc') return { asked: work.counts.matched, wanted: new IdSet(work.clearSectigoIds()) };
  const wanted: number[] = [];
  let asked = 0;
  for (const group of work.groups().flatMap((batch) => batch)) {
    if (isSettled(group, mappings, context)) {
      tally.withoutCustomFields += group.certificates.length;
      for (const certificate of group.certificates) {
        const reference = referenceOf(certificate, group.sectigoIds[0] ?? null);
        tally.record(reference, { kind: 'unchanged' });
      }
      continue;
    }
    asked += 1;
    if (!group.compareIssuer) wanted.push(...group.sectigoIds);
  }
  return { asked, wanted: new IdSet(wanted) };
}

/** Tells whether Command is the source and has nothing to say. */
function isSettled(
  { certificates }: CertificateGroup,
  mappings: readonly FieldMapping[],
  { mode }: SyncContext,
): boolean {
  if (mode !== 'kftosc') return false;
  return certificates.every(({ metadata }) =>
    needsNothing(mappings, { sectigo: noDetails, command: metadata }),
  );
}

// Command is the only source that is read from these records.
const noDetails = { sslId: 0, id: 0, status: '' };

function referenceOf(
  { id, serialNumber, commonName }: InventoryCertificate,
  sectigoId: number | null,
): NamedCertificate {
  return { serialNumber, commonName, sectigoId, keyfactorId: id };
}
