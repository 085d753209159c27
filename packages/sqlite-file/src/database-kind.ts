/** Why a database can't be used: another process has locked it, it is damaged, a newer version wrote it, or the system refuses. */
export type DatabaseProblemCode = 'locked' | 'damaged' | 'newer' | 'unusable';

/** A problem to report to the operator. */
export interface DatabaseProblem {
  readonly code: DatabaseProblemCode;
  /** A sentence that names the file. */
  readonly message: string;
  /** One or more sentences. */
  readonly remedy: string;
}

/** Describes the databases of one kind. */
export interface DatabaseKind {
  /** SQLite's `application_id`, which distinguishes these databases from those of other programs. */
  readonly applicationId: number;
  /** Migrations, one per version of the schema. Never change a released one; add a new one instead. */
  readonly steps: readonly string[];
  /** What messages call it, as in "the state FILE". */
  readonly noun: string;
  /** The command-line option for the file, as in "name another file with OPTION". */
  readonly option?: string;
  /** A sentence with the remedy for a damaged file and what it costs. */
  readonly damagedRemedy: string;
  /** A sentence with the remedy for a file written by a newer version. */
  readonly newerRemedy: string;
  /** Creates the error to throw. */
  readonly toError: (problem: DatabaseProblem) => Error;
  /** Called when the file is found moved, removed or replaced while it is open; from then on everything throws, until it is back. */
  readonly onMoved?: (problem: DatabaseProblem) => void;
  /** Called when the file is found removed that tells others that this process runs; it is made anew. */
  readonly onMarkRemoved?: () => void;
}
