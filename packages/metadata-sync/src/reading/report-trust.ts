import type { SslDetails } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { ReportDifference } from '../state/state-store.ts';
import type { Reading } from './choose-reading.ts';
import { differingFields, fieldOfReport, STATUS, showField } from './report-details.ts';

/**
 * Finds the fields in which the report differs from the details, and keeps them in the state for good: a difference that is
 * forgotten would be found again in one run and missed in the next, and values would go back and forth.
 */
export class ReportTrust {
  readonly #mappings: readonly FieldMapping[];
  readonly #context: SyncContext;
  readonly #system: string;
  readonly #found = new Set<string>();
  #compared = 0;

  constructor(mappings: readonly FieldMapping[], context: SyncContext) {
    this.#mappings = mappings;
    this.#context = context;
    this.#system = accountOf(context.settings);
  }

  /** The fields in which a former run found a difference. */
  async known(): Promise<readonly ReportDifference[]> {
    return this.#context.recorder.reportDifferences(this.#system);
  }

  /** Rows compared so far. */
  get compared(): number {
    return this.#compared;
  }

  /** A difference was found in this run. */
  get isLost(): boolean {
    return this.#found.size > 0;
  }

  /** Compares the report row of a certificate, where there is one, with its details. */
  async compare(sectigoId: number, details: SslDetails): Promise<void> {
    const { work, recorder, tally, logger, dryRun } = this.#context;
    const row = work.findDetails(sectigoId, details.serialNumber);
    // Another certificate's details say nothing about the row.
    if (row === undefined || !work.isListed(sectigoId, details.serialNumber)) return;
    this.#compared += 1;
    const news = differingFields(row, details, this.#mappings).filter((field) => !this.#found.has(field));
    if (news.length === 0) return;
    for (const field of news) this.#found.add(field);
    const foundAt = new Date().toISOString();
    const differences = news.map((field) => ({ field, foundAt }));
    tally.reportDiffers.push(...differences);
    logger.warn(
      dryRun
        ? 'The report differs from the details in {fields}, so the details of every certificate are read.'
        : 'The report differs from the details in {fields}: from now on the details of every certificate are read for it.',
      { fields: news.map(showField).join(', ') },
    );
    await recorder.keepReportDifferences(this.#system, differences);
  }

  /** Forgets what former runs found in the fields of this sync, since report and details agree in all of them now. */
  async forget(known: readonly ReportDifference[]): Promise<void> {
    const compared = new Set([STATUS, ...this.#mappings.map(fieldOfReport)]);
    const agreed = known.map(({ field }) => field).filter((field) => compared.has(field));
    if (agreed.length === 0) return;
    const properties = { fields: agreed.map(showField).join(', ') };
    this.#context.logger.info(
      'Report and details agree in {fields}: the report is trusted again.',
      properties,
    );
    await this.#context.recorder.forgetReportDifferences(this.#system, agreed);
  }

  /** Reports why the details of every certificate are read. */
  describeDetails({ lacking, differing }: Extract<Reading, { readonly kind: 'details' }>): void {
    const { tally, logger } = this.#context;
    tally.detailsFor = lacking;
    tally.reportDiffers.push(...differing);
    if (lacking.length > 0) {
      const properties = { fields: lacking.join(', ') };
      logger.info('The report lacks {fields}: the details of every certificate are read.', properties);
    }
    if (differing.length > 0) {
      const properties = { fields: differing.map(({ field }) => showField(field)).join(', ') };
      logger.info(
        'The report was seen to differ from the details in {fields}: the details of every certificate are read.',
        properties,
      );
    }
  }
}

/** Names the account whose report it is: another one may write it in another way. */
function accountOf({ sectigo }: SyncSettings): string {
  const { baseUrl, customerUri, login } = sectigo;
  return JSON.stringify([
    baseUrl.replace(/\/+$/, ''),
    customerUri ?? (login.type === 'oauth' ? login.clientId : ''),
  ]);
}
