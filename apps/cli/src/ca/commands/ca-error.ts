import { CaPluginError, type CaPluginErrorCode } from '@certbridge/ca-plugin';
import { ConfigurationError, type ConfigurationProblem } from '../../configuration-error.ts';
import { describeBug } from '../../describe-bug.ts';
import { DatabaseError } from '../database/database-error.ts';

/** Exit codes of the commands that work with a certificate authority. */
export type CaExitCode = 0 | 1 | 2 | 3 | 4 | 130;

/** What ends a command without a result. */
export interface CaFailure {
  readonly exitCode: CaExitCode;
  readonly problems: readonly ConfigurationProblem[];
}

/** Ends a command with a failure of its own. */
export class CaCommandError extends Error {
  override readonly name = 'CaCommandError';
  readonly failure: CaFailure;

  constructor(failure: CaFailure) {
    super('The command came to no result.');
    this.failure = failure;
  }
}

/** A mistake in what the command line asks for. */
export function badInput(message: string, remedy: string): CaCommandError {
  return new CaCommandError({ exitCode: 2, problems: [{ file: '', message, remedy }] });
}

const exitCodes: Readonly<Record<CaPluginErrorCode, CaExitCode>> = {
  disabled: 2,
  'not-initialized': 2,
  'invalid-settings': 2,
  'invalid-request': 2,
  'not-found': 2,
  refused: 1,
  'bad-record': 3,
  'nothing-in-scope': 4,
  unavailable: 1,
  'too-many-bad-records': 1,
  aborted: 130,
};

/** Tells what the operator has to know of an error, and the exit code. */
export function toCaFailure(error: unknown): CaFailure {
  if (error instanceof CaCommandError) return error.failure;
  if (error instanceof ConfigurationError) return { exitCode: 2, problems: error.problems };
  if (error instanceof CaPluginError) {
    return { exitCode: exitCodes[error.code], problems: [toProblem(error.message)] };
  }
  if (error instanceof DatabaseError)
    return { exitCode: 1, problems: [toProblem(error.message, error.remedy)] };
  return { exitCode: 1, problems: [{ file: '', ...describeBug(error) }] };
}

/** Tells whether an error is one that {@link toCaFailure} has more to say of than that it is a bug. */
export function isExpected(error: unknown): boolean {
  return [CaCommandError, ConfigurationError, CaPluginError, DatabaseError].some(
    (kind) => error instanceof kind,
  );
}

/** Makes a problem of sentences; a question at their end becomes the remedy. */
export function toProblem(sentences: string, remedy = ''): ConfigurationProblem {
  const [, statement, question] = /^(.*?[^.])\.\s+([^.]*\?)$/s.exec(sentences) ?? [];
  if (statement !== undefined && question !== undefined && remedy === '')
    return { file: '', message: statement, remedy: question };
  return { file: '', message: sentences.replace(/\.$/, ''), remedy };
}
