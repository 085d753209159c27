import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../../cli-io.ts';
import { type ConfigurationProblem, renderProblem } from '../../configuration-error.ts';
import type { Redactor } from '../../logging/redactor.ts';
import { resultCategory } from '../../logging/start-logging.ts';
import { printPieces } from '../../print-pieces.ts';
import { printedJson, printedLines } from '../../printed.ts';
import type { CaExitCode, CaFailure } from './ca-error.ts';

/** What a command came to. */
export interface CaResult {
  readonly exitCode: CaExitCode;
  /** What `--json` prints, beside exit code and problems. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Lines for people, of what was done. */
  readonly lines: readonly string[];
  /** What went wrong on the way. */
  readonly problems?: readonly ConfigurationProblem[];
}

type Outcome = CaResult | CaFailure;

/** Prints what a command came to: on standard output as text, or as one JSON document whose text goes to standard error. */
export async function printResult(
  outcome: Outcome,
  { json, io, redactor }: { json: boolean; io: CliIo; redactor: Redactor },
): Promise<void> {
  const { exitCode, problems = [] } = outcome;
  const lines = 'lines' in outcome ? outcome.lines : [];
  io.stderr.write(printedLines(problems.map(renderProblem), redactor));
  if (!json) return printPieces(io.stdout, [printedLines(lines, redactor)]);
  io.stderr.write(printedLines(lines, redactor));
  const document = {
    exitCode,
    ...('document' in outcome ? outcome.document : {}),
    problems: problems.map(describeProblem),
  };
  await printPieces(io.stdout, [`${printedJson(document, { redactor, indent: 2 })}\n`]);
}

/** Writes the outcome into the log files; the console has {@link printResult}. */
export function logResult(outcome: Outcome): void {
  const logger = getLogger(resultCategory);
  const [line] = 'lines' in outcome ? outcome.lines : [];
  if (line !== undefined) logger.info('{line}', { line });
  for (const problem of outcome.problems ?? [])
    logger.error('{problem}', { problem: renderProblem(problem) });
}

function describeProblem({ file, path, line, column, message, remedy }: ConfigurationProblem) {
  const position = line === undefined ? {} : { line, column: column ?? null };
  return {
    file: file || null,
    path: path || null,
    message: `${message}.`,
    remedy,
    ...position,
  };
}
