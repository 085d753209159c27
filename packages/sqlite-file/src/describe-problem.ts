import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseKind, DatabaseProblem } from './database-kind.ts';

/**
 * Describes an error thrown by `node:sqlite`; undefined for an error that isn't from the database.
 *
 * Uses only the result code (https://sqlite.org/rescode.html), since SQLite's messages can quote stored values.
 */
export function describeProblem(
  error: unknown,
  { file, kind }: { readonly file: string; readonly kind: DatabaseKind },
): DatabaseProblem | undefined {
  const { noun, damagedRemedy } = kind;
  const damaged: DatabaseProblem = {
    code: 'damaged',
    message: `The ${noun} ${file} is damaged, or no ${noun} at all.`,
    remedy: damagedRemedy,
  };
  // The message about stored text that isn't JSON quotes the text.
  if (error instanceof SyntaxError) return damaged;
  const code = resultCodeOf(error);
  if (code === undefined) return undefined;
  // Only a log is read that must be long enough.
  if (isShortRead(error)) return describeOtherLog(file, kind);
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return {
        code: 'locked',
        message: `Another program keeps the ${noun} ${file} locked.`,
        remedy:
          'Wait until that program is done, or end it. Tools that back up or scan files lock them, too.',
      };
    case 1: // SQLITE_ERROR: tables or columns are missing
    case 11: // SQLITE_CORRUPT
    case 20: // SQLITE_MISMATCH
    case 26: // SQLITE_NOTADB
      return damaged;
    case 13: // SQLITE_FULL
      return unusable(`The disk is full: the ${noun} ${file} can't be written.`, 'Free some space there.');
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
      return notWritable(file, kind);
    case 14: // SQLITE_CANTOPEN
      return describeCannotOpen(file, kind);
    case 10: // SQLITE_IOERR
      return describeIoFailure(file, kind);
    default:
      return unusable(
        `The ${noun} ${file} can't be used (SQLite result code ${code}).`,
        `Try again. If the problem persists: ${damagedRemedy}`,
      );
  }
}

/** Describes a disk that fails. */
export function describeIoFailure(file: string, { noun }: Pick<DatabaseKind, 'noun'>): DatabaseProblem {
  return unusable(
    `The system fails to read or write the ${noun} ${file}.`,
    'Check the disk and its free space, and that the file is not on a network share.',
  );
}

/** Describes one of the files of a database, `moved`, that was moved, removed or replaced while it was open. */
export function describeMoved(
  moved: string,
  { file, kind: { noun } }: { readonly file: string; readonly kind: Pick<DatabaseKind, 'noun'> },
): DatabaseProblem {
  const happened = 'was moved, removed or replaced while it was in use: nothing is written any more.';
  if (moved === file) {
    return unusable(
      `The ${noun} ${file} ${happened}`,
      `Put it back with the files next to it whose names begin with its own. To use another one in its place, such as a backup: stop every program that uses it, remove ${file}-wal and ${file}-shm unless they were copied with it, and start the programs again.`,
    );
  }
  return unusable(
    `The file ${moved}, which belongs to the ${noun}, ${happened}`,
    `Put it back, or stop every program that uses the ${noun} before you start one again: they don't see what the others write.`,
  );
}

/** Describes an index of the log that is gone while a process has the database open. */
export function describeMissingIndex(file: string, { noun }: Pick<DatabaseKind, 'noun'>): DatabaseProblem {
  return unusable(
    `The file ${file}-shm, which belongs to the ${noun}, was moved or removed while another program has the ${noun} open.`,
    `Put it back, or stop every program that uses the ${noun} before you start one again: they would not see what the others write.`,
  );
}

/** Describes a log that lacks what is in that of another process. */
export function describeOtherLog(file: string, { noun }: Pick<DatabaseKind, 'noun'>): DatabaseProblem {
  return unusable(
    `The file ${file}-wal, which belongs to the ${noun}, lacks what another program has written: it was removed or replaced while that one had it open.`,
    `Stop every program that uses the ${noun} before you start one again. Where none runs, check the disk.`,
  );
}

/** Describes a database written by a newer version, which this one must not touch. */
export function describeNewer(
  version: number,
  { file, kind }: { readonly file: string; readonly kind: DatabaseKind },
): DatabaseProblem {
  const { noun, steps, newerRemedy } = kind;
  return {
    code: 'newer',
    message: `The ${noun} ${file} was written by a newer version of this program: its schema is ${version}, this one knows ${steps.length}.`,
    remedy: newerRemedy,
  };
}

/** Describes a path that isn't a file. SQLite would wait for the other end of a pipe. */
export function describeNoFile(
  clause: string,
  { file, kind }: { readonly file: string; readonly kind: DatabaseKind },
): DatabaseProblem {
  const problem = clause.replace(/^this/, `The ${kind.noun} ${file}`);
  return unusable(`${problem}.`, `Name ${anotherFile(kind)}.`);
}

/** Describes a database created by another program. */
export function describeForeign(file: string, kind: DatabaseKind): DatabaseProblem {
  return unusable(`${file} is a database of another program.`, `Name ${anotherFile(kind)}.`);
}

/** Returns the primary result code of an error from `node:sqlite`; undefined for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  // The upper bits have details.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** SQLITE_IOERR_SHORT_READ */
function isShortRead(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 522;
}

function describeCannotOpen(file: string, kind: DatabaseKind): DatabaseProblem {
  const { noun } = kind;
  const another = anotherFile(kind);
  if (isFolder(dirname(file)) === false) {
    return unusable(
      `The folder of the ${noun} ${file} does not exist.`,
      `Create the folder, or name ${another}.`,
    );
  }
  return notWritable(file, kind);
}

/** Undefined if the path can't be accessed. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? false : undefined;
  }
}

function notWritable(file: string, kind: DatabaseKind): DatabaseProblem {
  return unusable(
    `The ${kind.noun} ${file} can't be opened for writing.`,
    `Let the account that runs this program write the file and its folder, or name ${anotherFile(kind)}.`,
  );
}

function anotherFile({ option }: DatabaseKind): string {
  return option === undefined ? 'another file' : `another file with ${option}`;
}

function unusable(message: string, remedy: string): DatabaseProblem {
  return { code: 'unusable', message, remedy };
}
