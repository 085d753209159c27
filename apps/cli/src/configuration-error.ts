import type { ExitCode } from '@certbridge/metadata-sync';
import { endSentence, plainText } from '@certbridge/plain-text';

/** One thing in the configuration that the operator can mend. Never holds text of the file, which may be a password. */
export interface ConfigurationFault {
  /** Empty where no file is at fault. */
  readonly file: string;
  /** Where in the document, e.g. `config.sslTypeIds`. */
  readonly path?: string;
  /** Counts from 1. */
  readonly line?: number;
  /** Counts from 1, in UTF-16 code units, as editors show it. */
  readonly column?: number;
  /** What is wrong, in a sentence. Its full stop may be missing: it is added where the problem is shown. */
  readonly message: string;
  /** What to do about it, in whole sentences. */
  readonly remedy: string;
}

/** Ends an action without a result; says why, and with which exit code. */
export class ProgramError extends Error {
  override readonly name: string = 'ProgramError';
  readonly exitCode: ExitCode;
  readonly problems: readonly ConfigurationFault[];

  constructor(exitCode: ExitCode, problems: readonly ConfigurationFault[]) {
    super(problems.map(renderFault).join('\n'));
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

/** The configuration or the input can't be used as it is. Carries every problem found, each with its remedy. */
export class ConfigurationError extends ProgramError {
  override readonly name = 'ConfigurationError';

  constructor(problems: readonly ConfigurationFault[]) {
    super(2, problems);
  }
}

/** Refuses what the command line asks for. */
export function badInput(message: string, remedy: string): ConfigurationError {
  return new ConfigurationError([{ file: '', message, remedy }]);
}

/** Renders a problem as one line of plain text: file, place, what is wrong, remedy. */
export function renderFault(problem: ConfigurationFault): string {
  const place = [
    problem.file,
    problem.line === undefined ? undefined : `line ${problem.line}`,
    problem.column === undefined ? undefined : `column ${problem.column}`,
    problem.path === undefined || problem.path === '' ? undefined : problem.path,
  ];
  const where = place.filter((part) => part !== undefined && part !== '').join(', ');
  return plainText(
    `${where === '' ? '' : `${where}: `}${endSentence(problem.message)} ${problem.remedy}`.trimEnd(),
  );
}

/** A problem as JSON documents have it. */
export function problemDocument({ file, path, line, column, message, remedy }: ConfigurationFault) {
  const position = line === undefined ? {} : { line, column: column ?? null };
  return { file: file || null, path: path || null, message: endSentence(message), remedy, ...position };
}
