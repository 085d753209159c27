/** Why a database can't be used: another process holds it, it is damaged, a newer version wrote it, or the system refuses. */
export type DatabaseProblemCode = 'locked' | 'damaged' | 'newer' | 'unusable';

/** What the operator is told. */
export interface DatabaseProblem {
  readonly code: DatabaseProblemCode;
  /** A whole sentence that names the file. */
  readonly message: string;
  /** A whole sentence, or several. */
  readonly remedy: string;
}

/** What sets the databases of one kind apart from all others. */
export interface DatabaseKind {
  /** What the header of the file is marked with, so that no other program's database is taken for one of this kind. */
  readonly applicationId: number;
  /** The schema, a step for each version. A released step never changes; a new version is a further step. */
  readonly steps: readonly string[];
  /** What it is called, as in "the state FILE". */
  readonly noun: string;
  /** The option that names the file, for "name another file with OPTION". */
  readonly option?: string;
  /** What to do about a damaged file, and what that costs; a whole sentence. */
  readonly damagedRemedy: string;
  /** The same for one that a newer version wrote. */
  readonly newerRemedy: string;
  /** Makes the error that is thrown. */
  readonly toError: (problem: DatabaseProblem) => Error;
}
