import { ApiError } from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import type { FieldMapping } from '../fields/field-plan.ts';
import { shownValue } from '../planning/plan-field.ts';
import type { PlanRow } from '../planning/plan-row.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { mayHaveWorked, reasonOf, WRITE_INTERRUPTED } from '../run/failures.ts';
import type { ImportContext } from '../run/import-context.ts';
import type { RunContext } from '../run/run-context.ts';
import type { CertificateOutcome, OutcomeFailure } from '../run/tally.ts';
import type { ChangeOutcome, Side } from '../state/state-store.ts';

/** Refusals that may be about one field of several: the others can still be written. */
const fieldRefusals: ReadonlySet<string> = new Set(['bad-request', 'not-stored']);

/** Names of fields whose values must not be shown, by side. */
export type SensitiveFields = Readonly<Record<Side, readonly string[]>>;

/** What writing needs in addition to the context of the run. */
export interface WriteContext extends RunContext {
  readonly sensitiveFields: SensitiveFields;
}

/** What writing an import needs in addition to the context of the run. */
export interface ImportWriteContext extends ImportContext, Pick<WriteContext, 'sensitiveFields'> {
  /** From SCM to Command. */
  readonly mappings: readonly FieldMapping[];
}

/** How a certificate ended, and its values in the order of its changes. */
export interface WrittenRow {
  readonly outcome: CertificateOutcome;
  readonly outcomes: readonly ChangeOutcome[];
}

/** The outcome of a value that is not known to be written, and why. */
interface Unwritten {
  readonly outcome: ChangeOutcome;
  readonly reason: string;
  /** Together with all others of its system. */
  readonly sentTogether: boolean;
}

type Target = Pick<PlanRow['certificate'], 'sectigoId' | 'keyfactorId'> & {
  readonly changes: readonly PlannedValue[];
};

/** Writes the changes of a certificate to both systems. Never throws for what a system does wrong. */
export async function writeRow(
  { certificate, failures: planned }: PlanRow,
  context: WriteContext,
): Promise<WrittenRow> {
  const { changes } = certificate;
  const outcomes = new Map<PlannedValue, ChangeOutcome>();
  const failures: OutcomeFailure[] = [];
  for (const side of ['keyfactor', 'sectigo'] as const) {
    const ofSide = changes.filter((change) => change.side === side);
    const unwritten = await writeSide(certificate, ofSide, context);
    for (const [change, { outcome }] of unwritten) outcomes.set(change, outcome);
    failures.push(...describeUnwritten(unwritten));
  }
  failures.push(...planned);
  const inOrder = changes.map((change) => outcomes.get(change) ?? 'written');
  if (failures.length === 0) return { outcome: { kind: 'updated' }, outcomes: inOrder };
  const kind = inOrder.includes('written') ? 'partial' : 'failed';
  return { outcome: { kind, failures }, outcomes: inOrder };
}

/** Names each field that was sent alone; those sent together failed as a whole. */
function describeUnwritten(unwritten: ReadonlyMap<PlannedValue, Unwritten>): readonly OutcomeFailure[] {
  const [first] = unwritten.values();
  if (first?.sentTogether) return [{ field: null, reason: first.reason }];
  return [...unwritten].map(([change, { reason }]) => ({
    field: change.field,
    reason,
    value: shownValue(change.after, change),
  }));
}

/** Writes values of one system together; where that is refused, one by one. Returns those not known to be written. */
export async function writeSide(
  target: Target,
  changes: readonly PlannedValue[],
  context: WriteContext,
): Promise<ReadonlyMap<PlannedValue, Unwritten>> {
  if (changes.length === 0) return new Map();
  try {
    await send(target, changes, context);
    return new Map();
  } catch (error) {
    if (!(error instanceof ApiError && fieldRefusals.has(error.code) && changes.length > 1)) {
      const unwritten = {
        outcome: outcomeAfter(error),
        reason: reasonOf(error, context),
        sentTogether: true,
      };
      return new Map(changes.map((change) => [change, unwritten]));
    }
    context.outage.succeeded();
    return writeSingly(target, changes, context);
  }
}

/** Finds out which field a refusal was about, so that one bad value does not cost the others. */
async function writeSingly(
  target: Target,
  changes: readonly PlannedValue[],
  context: WriteContext,
): Promise<ReadonlyMap<PlannedValue, Unwritten>> {
  const unwritten = new Map<PlannedValue, Unwritten>();
  for (const change of changes) {
    if (context.signal.aborted) {
      unwritten.set(change, { outcome: 'not-written', reason: WRITE_INTERRUPTED, sentTogether: false });
      continue;
    }
    try {
      await send(target, [change], context);
    } catch (error) {
      const reason = reasonOf(error, context);
      unwritten.set(change, { outcome: outcomeAfter(error), reason, sentTogether: false });
    }
  }
  return unwritten;
}

/** Sends values of one system in one call. */
async function send(
  { sectigoId, keyfactorId, changes: all }: Target,
  changes: readonly PlannedValue[],
  { sectigo, keyfactor, sensitiveFields, writeSignal, outage }: WriteContext,
): Promise<void> {
  const side = changes[0]?.side;
  const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  const optionsFor = (system: Side) => ({
    secrets: listSensitiveValues(all),
    signal: writeSignal,
    sensitiveFields: sensitiveFields[system],
  });
  if (side === 'keyfactor' && keyfactorId !== null)
    await keyfactor.certificates.updateMetadata(keyfactorId, values, optionsFor(side));
  else if (side === 'sectigo' && sectigoId !== null)
    await sectigo.certificates.updateCustomFields(sectigoId, values, optionsFor(side));
  outage.succeeded();
}

/** Lists the fields whose values a system may repeat in a refusal, and which must not be seen there. */
export function listSensitiveFields(mappings: readonly FieldMapping[]): SensitiveFields {
  const sensitive = mappings.filter((mapping) => mapping.sensitive);
  return {
    sectigo: sensitive.map(({ sectigoName }) => sectigoName),
    keyfactor: sensitive.map(({ metadataName }) => metadataName),
  };
}

/** Lists the sensitive values that a certificate's changes hold, before and after: a refusal of one may name another. */
function listSensitiveValues(changes: readonly PlannedValue[]): string[] {
  return changes
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ before, after }) => [before ?? '', after])
    .filter((value) => value !== '');
}

/** Warns of each value that was cut to fit its field. */
export function warnOfCuts(changes: readonly PlannedValue[], serialNumber: string, logger: Logger): void {
  for (const { field } of changes.filter(({ truncated }) => truncated)) {
    const properties = { field, serialNumber };
    logger.warn('Cut the value of {field} of certificate {serialNumber} to the limit.', properties);
  }
}

/** The outcome of a value whose write failed. */
function outcomeAfter(error: unknown): ChangeOutcome {
  return mayHaveWorked(error) ? 'started' : 'not-written';
}
