import { DatabaseError } from '@certbridge/ca-host';
import { CaPluginError, type CaPluginErrorCode } from '@certbridge/ca-plugin';
import type { ExitCode } from '@certbridge/metadata-sync';
import { type ConfigurationFault, ProgramError } from '../../configuration-error.ts';

const exitCodes: Readonly<Record<CaPluginErrorCode, ExitCode>> = {
  disabled: 2,
  'not-initialized': 2,
  'invalid-settings': 2,
  'invalid-request': 2,
  'invalid-argument': 1,
  'not-found': 2,
  refused: 1,
  'bad-record': 3,
  'nothing-in-scope': 4,
  unavailable: 1,
  'too-many-bad-records': 1,
  aborted: 130,
};

/** What the operator has to know of an error of the plugin or the database; other errors stay as they are. */
export function toProgramError(error: CaPluginError | DatabaseError): ProgramError;
export function toProgramError(error: unknown): unknown;
export function toProgramError(error: unknown): unknown {
  if (error instanceof CaPluginError) return ofPlugin(error);
  if (error instanceof DatabaseError) return new ProgramError(1, [toProblem(error.message, error.remedy)]);
  return error;
}

/** What the operator has to know of an error of the plugin. */
export function ofPlugin({ code, message }: CaPluginError, exitCode = exitCodes[code]): ProgramError {
  return new ProgramError(exitCode, [toProblem(message)]);
}

/** Builds a problem from sentences. Without a remedy, a question at their end becomes it. */
export function toProblem(sentences: string, remedy = ''): ConfigurationFault {
  const [, statement, question] = /^(.*?[^.])\.\s+([^.]*\?)$/s.exec(sentences) ?? [];
  if (statement !== undefined && question !== undefined && remedy === '')
    return { file: '', message: statement, remedy: question };
  return { file: '', message: sentences, remedy };
}
