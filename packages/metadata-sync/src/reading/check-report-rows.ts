import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FieldMapping } from '../fields/field-plan.ts';
import { holdingsOf, writesToSectigo } from '../planning/plan-certificate.ts';
import type { SyncContext } from '../run/run-context.ts';
import { DoubtfulRows } from './doubtful-rows.ts';
import type { IdSet } from './id-set.ts';
import { isSkipped } from './read-inventory.ts';

/** Certificates for which there is nothing to do if their report rows are right. */
export interface UpToDate {
  /** Command's records of them. */
  readonly certificates: number;
  /** Values that the fields written to hold. */
  readonly values: number;
  /** Those of the records for which none of the custom fields has a value. */
  readonly withoutCustomFields: number;
}

/** What the report rows show, before they are compared with details. */
export interface ReportRowCheck {
  /** Ids in SCM of the certificates in whose rows a difference is likely, or would do harm. */
  readonly doubtful: readonly number[];
  readonly rows: number;
  /** Absent where values go to SCM, too: the row alone does not say what has to be done there. */
  readonly upToDate: UpToDate | undefined;
}

/**
 * Compares each certificate with its report row. One that needs nothing by its row is counted here and not planned again; all
 * others, also those without a row and those whose details are read singly, are marked as open in the work area.
 */
export async function checkReportRows(
  wanted: IdSet,
  {
    drawn,
    mappings,
    context,
  }: {
    readonly drawn: ReadonlyMap<number, unknown>;
    readonly mappings: readonly FieldMapping[];
    readonly context: SyncContext;
  },
): Promise<ReportRowCheck> {
  const { work, recorder, signal } = context;
  const doubtful = new DoubtfulRows(mappings);
  const isOneWay = !mappings.some(writesToSectigo);
  const upToDate = { certificates: 0, values: 0, withoutCustomFields: 0 };
  let rows = 0;
  for (const groups of work.groups()) {
    const ids = groups.flatMap(({ certificates }) => certificates.map(({ id }) => id));
    const unresolved = isOneWay ? await recorder.unresolved(ids) : [];
    const inDoubt = new Set(unresolved.map(({ keyfactorId }) => keyfactorId));
    for (const { serial, sectigoIds, certificates, compareIssuer } of groups) {
      const [sectigoId = 0] = sectigoIds;
      const row = compareIssuer || !wanted.has(sectigoId) ? undefined : work.findDetails(sectigoId, serial);
      const records = certificates.map(({ metadata }) => metadata);
      const isUpToDate = row !== undefined && doubtful.compare(row, records);
      if (row !== undefined) rows += 1;
      if (!isOneWay) continue;
      const isSingle = drawn.has(sectigoId) || certificates.some(({ id }) => inDoubt.has(id));
      if (!isUpToDate || isSingle || isSkipped(row, context)) {
        work.addOpen(serial);
        continue;
      }
      for (const keyfactor of records) {
        const { values, withoutCustomFields } = holdingsOf(mappings, { sectigo: row, keyfactor });
        upToDate.certificates += 1;
        upToDate.values += values;
        if (withoutCustomFields) upToDate.withoutCustomFields += 1;
      }
    }
    await nextTurn();
    signal.throwIfAborted();
  }
  return { doubtful: doubtful.ids, rows, upToDate: isOneWay ? upToDate : undefined };
}
