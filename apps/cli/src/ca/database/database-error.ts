import { statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../../files/text-file.ts';

const ANEW =
  'certbridge ca sync --full fills a new one from SCM, all but the notes on orders whose answer was lost.';

/** The certificate database can't be opened, read or written. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  /** A whole sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** A database of a later version, which this one must not touch. */
export function newerDatabase(
  file: string,
  { found, known }: { found: number; known: number },
): DatabaseError {
  return new DatabaseError(
    `The database ${file} was written by a newer version of certbridge: its schema is ${found}, this one knows ${known}.`,
    `Use the newer version, or name another file with --database: ${ANEW}`,
  );
}

/** A database that something else made. */
export function foreignDatabase(file: string): DatabaseError {
  return new DatabaseError(`${file} is a database of another program.`, 'Name another file with --database.');
}

/**
 * Turns what `node:sqlite` throws into a {@link DatabaseError}; any other error stays as it is.
 *
 * Takes the result code alone (https://sqlite.org/rescode.html): SQLite's messages can quote what was to be stored.
 */
export function toDatabaseError(error: unknown, file: string): unknown {
  // The message of a stored text that is no JSON quotes that text.
  if (error instanceof SyntaxError) return damaged(file);
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return error;
  // The upper bits tell details.
  const code = error.errcode & 0xff;
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new DatabaseError(
        `Another program keeps the database ${file} locked.`,
        'Wait until that program is done, or end it. Tools that back up or scan files lock them, too.',
      );
    case 1: // SQLITE_ERROR: tables or columns are missing
    case 11: // SQLITE_CORRUPT
    case 20: // SQLITE_MISMATCH
    case 26: // SQLITE_NOTADB
      return damaged(file);
    case 13: // SQLITE_FULL
      return new DatabaseError(
        `The disk is full: the database ${file} can't be written.`,
        'Free some space there.',
      );
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
      return notWritable(file);
    case 14: // SQLITE_CANTOPEN
      return cannotOpen(file);
    default:
      return new DatabaseError(
        `The system fails to read or write the database ${file} (SQLite result code ${code}).`,
        'Check the disk, and that the file is not on a network share.',
      );
  }
}

function damaged(file: string): DatabaseError {
  return new DatabaseError(
    `The database ${file} is damaged, or no database at all.`,
    `Restore it from a backup, or move it away: ${ANEW}`,
  );
}

function notWritable(file: string): DatabaseError {
  return new DatabaseError(
    `The database ${file} can't be opened for writing.`,
    'Let the account that runs certbridge write the file and its folder, or name another file with --database.',
  );
}

function cannotOpen(file: string): DatabaseError {
  if (isFolder(file))
    return new DatabaseError(`The database ${file} is a folder, not a file.`, 'Name a file with --database.');
  if (isFolder(path.dirname(file)) === false)
    return new DatabaseError(
      `The folder of the database ${file} does not exist.`,
      'Create it, or name another file with --database.',
    );
  return notWritable(file);
}

/** Undefined where the path may not be looked at. */
function isFolder(name: string): boolean | undefined {
  try {
    return statSync(name).isDirectory();
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCode(error)) ? false : undefined;
  }
}
