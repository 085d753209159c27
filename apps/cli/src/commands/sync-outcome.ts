import {
  type CertificateFailure,
  type RunSummary,
  renderPlan,
  renderSummary,
} from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { type ConfigurationProblem, renderProblem } from '../configuration-error.ts';
import { sanitize } from '../logging/log-line.ts';
import type { Redactor } from '../logging/redactor.ts';
import { resultCategory } from '../logging/start-logging.ts';

/** How a sync ended: the engine's summary, or what kept the engine from running. */
export type SyncOutcome =
  | { readonly ran: true; readonly summary: RunSummary }
  | { readonly ran: false; readonly summary: RunSummary; readonly problems: readonly ConfigurationProblem[] };

/** Writes the outcome into the log files, whole where the printed text is cut; the console has {@link printOutcome}. */
export function logOutcome(outcome: SyncOutcome): void {
  const logger = getLogger(resultCategory);
  if (!outcome.ran) {
    for (const problem of outcome.problems) logger.error('{problem}', { problem: renderProblem(problem) });
    return;
  }
  const { problems, certificates } = outcome.summary;
  for (const { message, remedy } of problems) logger.error('{message} {remedy}', { message, remedy });
  for (const failure of certificates.failed) logger.error('Certificate failed: {failure}', describe(failure));
  for (const failure of certificates.partial)
    logger.warn('Certificate partly processed: {failure}', describe(failure));
  for (const { serialNumber, keyfactorId } of certificates.unmatched) {
    logger.info('Not in Sectigo: {serialNumber} (Keyfactor {keyfactorId})', { serialNumber, keyfactorId });
  }
  logger.info('{text}', { text: renderSummary(outcome.summary) });
}

function describe({ serialNumber, sectigoId, keyfactorId, field, reason }: CertificateFailure) {
  const ids = `Sectigo ${sectigoId ?? '-'}, Keyfactor ${keyfactorId ?? '-'}`;
  return { failure: `${serialNumber} (${ids})${field === null ? '' : `, field ${field}`}: ${reason}` };
}

/**
 * Prints the outcome: the result on standard output, as text or as one JSON document. What kept a run from starting
 * goes to standard error, and so does the text where standard output is taken by the document.
 */
export function printOutcome(
  outcome: SyncOutcome,
  {
    json,
    stdout,
    stderr,
    redactor,
  }: Pick<CliIo, 'stdout' | 'stderr'> & { json: boolean; redactor: Redactor },
): void {
  const { summary } = outcome;
  const clean = (text: string) => `${sanitize(redactor.redact(text))}\n`;
  if (!outcome.ran) stderr.write(clean(outcome.problems.map(renderProblem).join('\n')));
  else (json ? stderr : stdout).write(clean(renderText(summary)));
  if (json) stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
}

function renderText(summary: RunSummary): string {
  const plan = summary.plan === undefined ? '' : renderPlan(summary.plan);
  return plan === '' ? renderSummary(summary) : `${plan}\n\n${renderSummary(summary)}`;
}
