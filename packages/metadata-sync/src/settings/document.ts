import { endSentence, plainText } from '@certbridge/plain-text';
import { checkShown } from '../arguments/check-shown.ts';

/** A configuration file that has been read and parsed, with the name to use when speaking of it. */
export interface SourceDocument {
  /** How problems name the file, for example `config/config.json`. */
  readonly file: string;
  /** The parsed content: plain JSON data. */
  readonly value: unknown;
}

/** One problem in the configuration that the operator has to fix. Never holds a received value. */
export interface ConfigurationProblem {
  readonly file: string;
  /** Where in the file, for example `config.sslTypeIds[0]`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, in a sentence. Its full stop may be missing: `renderProblem` adds it. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** The outcome of reading one document. */
export interface DocumentResult<T> {
  /** Absent where there are problems. */
  readonly value?: T;
  readonly problems: readonly ConfigurationProblem[];
  readonly notes: readonly string[];
}

/** Renders a problem as the one or two sentences an operator reads, a line of plain text. */
export function renderProblem(problem: ConfigurationProblem): string {
  const texts = ['file', 'path', 'message', 'remedy'] as const;
  checkShown(problem, {
    name: 'The argument of renderProblem',
    is: 'a problem, as readSettings(…) gives it',
    texts,
  });
  const place = problem.path === '' ? problem.file : `${problem.file}: ${problem.path}`;
  return plainText(`${place}: ${endSentence(problem.message)} ${problem.remedy}`);
}
