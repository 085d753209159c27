import type { ExitCode, SyncPlan } from '@certbridge/metadata-sync';
import type { Logger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { type ConfigurationFault, renderFault } from '../configuration-error.ts';
import type { Redactor } from '../logging/redactor.ts';
import { printPieces } from '../print-pieces.ts';
import { printedJson, printedLines } from '../printed.ts';

interface PrinterOptions extends Pick<CliIo, 'stdout' | 'stderr' | 'signal'> {
  readonly json: boolean;
  readonly redactor: Redactor;
}

/** The result of an action. */
export interface ProgramResult {
  /** By default 130 if the action was interrupted, else 0. */
  readonly exitCode?: ExitCode;
  /** What `--json` prints. */
  readonly document?: object | undefined;
  /** Lines for people, on standard output; with `--json` on standard error. */
  readonly lines?: readonly string[];
  /** Lines for people that are not part of the result, on standard error. */
  readonly notes?: readonly string[];
  /** What went wrong, on standard error and in the log files. */
  readonly problems?: readonly ConfigurationFault[];
  /** Writes the rest of the result into the log files; the console has what is printed. */
  readonly log?: (logger: Logger) => void;
}

const INCOMPLETE = 'Interrupted: the list is not complete.\n';

/**
 * Prints the result of an action: on standard output as text, or as one JSON document whose text goes to standard error.
 *
 * A plan or list goes out while it is read, since it may be very large; the result follows it. An interruption cuts a list off,
 * its document as well: one that was closed would look whole.
 */
export class ResultPrinter {
  readonly #to: PrinterOptions;
  /** Something of a plan or list is on standard output. */
  #begun = false;

  constructor(to: PrinterOptions) {
    this.#to = to;
  }

  /** Prints a plan; at most once, and before {@link print}. */
  readonly showPlan = async (plan: SyncPlan): Promise<void> => {
    const { json, stdout, stderr, signal } = this.#to;
    // Loaded by then: whoever has a plan has made it there. Other actions need not wait for it.
    const { renderPlan, renderPlanDocument } = await import('@certbridge/metadata-sync');
    // A document has to be whole, whatever happens.
    if (!json) {
      const isCut = await printPieces(stdout, this.#lines(renderPlan(plan)), { signal });
      if (isCut) stderr.write(INCOMPLETE);
      return;
    }
    this.#begun = true;
    await printPieces(stdout, ['{"plan":']);
    await printPieces(stdout, renderPlanDocument(this.#redacted(plan)));
  };

  /**
   * Prints a list piece by piece, before {@link print}; with `--json` it is all of the document. Its pieces are printed as they are.
   */
  async showList(pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const { stdout, stderr, signal } = this.#to;
    this.#begun = true;
    const isCut = await printPieces(stdout, pieces, { signal });
    if (isCut) stderr.write(INCOMPLETE);
  }

  /** Prints the result. */
  async print({
    document,
    lines = [],
    notes = [],
    problems = [],
  }: Omit<ProgramResult, 'exitCode' | 'log'>): Promise<void> {
    const { json, redactor, stdout, stderr } = this.#to;
    stderr.write(printedLines([...problems.map(renderFault), ...notes], redactor));
    const text = printedLines(lines, redactor);
    if (!json) {
      await printPieces(stdout, this.#begun && text !== '' ? ['\n', text] : [text]);
      return;
    }
    stderr.write(text);
    if (document === undefined) return;
    const rest = this.#begun
      ? `,\n${printedJson(document, { redactor }).slice(1)}`
      : printedJson(document, { redactor, indent: 2 });
    await printPieces(stdout, [`${rest}\n`]);
  }

  async *#lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const text of texts) {
      this.#begun = true;
      yield printedLines([text], this.#to.redactor);
    }
  }

  /** A document is not text to look for secrets in: what is replaced there could be part of its form. */
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
