import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BEGINS_ANEW, StateError } from './state-error.ts';

/**
 * Turns what `node:sqlite` throws into a {@link StateError}; undefined for an error that is not the database's.
 *
 * Takes the result code alone (https://sqlite.org/rescode.html): SQLite's messages can quote what was to be stored.
 */
export function describeSqliteError(error: unknown, file: string): StateError | undefined {
  // The message of a stored text that is no JSON quotes that text.
  if (error instanceof SyntaxError) return damaged(file);
  const code = resultCodeOf(error);
  if (code === undefined) return undefined;
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new StateError(`Another program keeps the state ${file} locked.`, {
        code: 'locked',
        remedy:
          'Wait until that program is done, or end it. Tools that back up or scan files lock them, too.',
      });
    case 1: // SQLITE_ERROR: tables or columns are missing
    case 11: // SQLITE_CORRUPT
    case 20: // SQLITE_MISMATCH
    case 26: // SQLITE_NOTADB
      return damaged(file);
    case 13: // SQLITE_FULL
      return unusable(`The disk is full: the state ${file} can't be written.`, 'Free some space there.');
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
      return notWritable(file);
    case 14: // SQLITE_CANTOPEN
      return describeCannotOpen(file);
    case 10: // SQLITE_IOERR
      return unusable(
        `The system fails to read or write the state ${file}.`,
        'Check the disk and its free space, and that the file is not on a network share.',
      );
    default:
      return unusable(
        `The state ${file} can't be used (SQLite result code ${code}).`,
        `Try again; if it stays, move the file away: ${BEGINS_ANEW}`,
      );
  }
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  // The upper bits tell details.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function describeCannotOpen(file: string): StateError {
  if (isFolder(file)) return unusable(`The state ${file} is a folder, not a file.`, 'Name a file.');
  if (isFolder(dirname(file)) === false)
    return unusable(
      `The folder of the state ${file} does not exist.`,
      'Create the folder, or name another file.',
    );
  return notWritable(file);
}

/** Undefined where the path may not be looked at. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? false : undefined;
  }
}

function damaged(file: string): StateError {
  return new StateError(`The state ${file} is damaged, or no state at all.`, {
    code: 'damaged',
    remedy: `Move the file away: ${BEGINS_ANEW}`,
  });
}

function notWritable(file: string): StateError {
  return unusable(
    `The state ${file} can't be opened for writing.`,
    'Let the account that runs this program write the file and its folder, or name another file.',
  );
}

function unusable(message: string, remedy: string): StateError {
  return new StateError(message, { code: 'unusable', remedy });
}
