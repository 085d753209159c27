import { type RunSummary, renderPlan, renderPlanDocument, type SyncPlan } from '@certbridge/metadata-sync';
import { getLogger, type Logger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { type ConfigurationProblem, renderProblem } from '../configuration-error.ts';
import type { Redactor } from '../logging/redactor.ts';
import { resultCategory } from '../logging/start-logging.ts';
import { printPieces } from '../print-pieces.ts';
import { printedJson, printedLines, printedText } from '../printed.ts';
import type { CommandRun } from './command-run.ts';
import type { StartFailure } from './not-started.ts';

/** What the summaries of all commands have. */
export type AnySummary = Pick<RunSummary, 'exitCode' | 'problems'>;

/** How a run ended: the engine's summary, or what kept the engine from running. */
export type Outcome<S extends AnySummary = RunSummary> =
  | { readonly ran: true; readonly summary: S }
  | { readonly ran: false; readonly summary: S; readonly problems: readonly ConfigurationProblem[] };

/** What a kind of summary is made, printed and logged by. */
export interface SummaryForm<S extends AnySummary> {
  readonly render: (summary: S) => string;
  /** Logs the lists, whole where the printed text is cut. Log files hold no values. */
  readonly log: (summary: S, logger: Logger) => void;
  /** The summary of a run that did nothing. */
  readonly empty: (run: CommandRun, failure: StartFailure) => S;
}

/** Writes the outcome into the log files; the console has {@link ResultPrinter}. */
export function logOutcome<S extends AnySummary>(outcome: Outcome<S>, form: SummaryForm<S>): void {
  const logger = getLogger(resultCategory);
  if (!outcome.ran) {
    for (const problem of outcome.problems) logger.error('{problem}', { problem: renderProblem(problem) });
    return;
  }
  for (const { message, remedy } of outcome.summary.problems)
    logger.error('{message} {remedy}', { message, remedy });
  form.log(outcome.summary, logger);
}

interface PrinterOptions extends Pick<CliIo, 'stdout' | 'stderr' | 'signal'> {
  readonly json: boolean;
  readonly redactor: Redactor;
}

/**
 * Prints what a run came to: on standard output as text, or as one JSON document whose text goes to standard error.
 *
 * A plan goes out while it is read, since it may be very large; the summary follows it.
 */
export class ResultPrinter {
  readonly #to: PrinterOptions;
  /** Something of a plan is on standard output. */
  #planShown = false;

  constructor(to: PrinterOptions) {
    this.#to = to;
  }

  /** Prints a plan; at most once, and before {@link finish}. */
  async showPlan(plan: SyncPlan): Promise<void> {
    const { json, stdout, signal } = this.#to;
    // A document has to be whole, whatever happens.
    if (!json) return printPieces(stdout, this.#lines(renderPlan(plan)), { signal });
    this.#planShown = true;
    await printPieces(stdout, ['{"plan":']);
    await printPieces(stdout, renderPlanDocument(this.#redacted(plan)));
  }

  /** Prints the outcome. What kept a run from starting goes to standard error. */
  async finish<S extends AnySummary>(outcome: Outcome<S>, form: SummaryForm<S>): Promise<void> {
    const { json, redactor, stdout, stderr } = this.#to;
    const { summary } = outcome;
    const text = () => printedText(form.render(summary), redactor);
    if (!outcome.ran) stderr.write(printedLines(outcome.problems.map(renderProblem), redactor));
    else if (json) stderr.write(text());
    else stdout.write(`${this.#planShown ? '\n' : ''}${text()}`);
    if (!json) return;
    const document = this.#planShown
      ? `,\n${printedJson(summary, { redactor }).slice(1)}`
      : printedJson(summary, { redactor, indent: 2 });
    await printPieces(stdout, [`${document}\n`]);
  }

  async *#lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const text of texts) {
      this.#planShown = true;
      yield printedLines([text], this.#to.redactor);
    }
  }

  /** A document is no text to look for secrets in: what is replaced there could be part of its form. */
  #redacted(plan: SyncPlan): SyncPlan {
    const { redactValue } = this.#to.redactor;
    return {
      header: redactValue(plan.header),
      async *certificates() {
        for await (const certificate of plan.certificates()) yield redactValue(certificate);
      },
    };
  }
}
