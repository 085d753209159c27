import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { requireFileOrNoneSync } from '@certbridge/local-file';
import type { LogFileSettings } from './log-settings.ts';

/** A log file that is set aside when it grows too large. */
export interface RotatingFile {
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/**
 * Opens a log file for appending, and creates its folder.
 *
 * Before the file would grow past its limit it becomes archive 0, the archives before it move up, and the last is
 * dropped. Where that fails – on Windows another program may hold a file open – lines go on to the same file, and the
 * next attempt comes when it has grown by the limit again. Throws the system's error when the file can't be opened or
 * written, and `LocalFileError` where it is not a file: opening a pipe would wait for a reader.
 */
export function openRotatingFile(settings: Omit<LogFileSettings, 'threshold'>): RotatingFile {
  mkdirSync(path.dirname(settings.file), { recursive: true });
  requireFileOrNoneSync(settings.file);
  let descriptor: number | undefined = openSync(settings.file, 'a');
  let size = fstatSync(descriptor).size;
  const close = () => {
    if (descriptor === undefined) return;
    const closing = descriptor;
    // Forgotten first: a number that has been closed may soon belong to another file.
    descriptor = undefined;
    closeSync(closing);
  };
  return {
    write(line) {
      const bytes = Buffer.from(line, 'utf8');
      if (size > 0 && size + bytes.length > settings.archiveAboveSize) {
        close();
        rotate(settings);
        size = 0;
      }
      descriptor ??= openSync(settings.file, 'a');
      writeSync(descriptor, bytes);
      size += bytes.length;
    },
    close,
  };
}

function rotate({ file, archiveFile, maxArchiveFiles }: Omit<LogFileSettings, 'threshold'>): void {
  const archive = (number: number) => archiveFile.replace('{#}', String(number));
  try {
    mkdirSync(path.dirname(archiveFile), { recursive: true });
  } catch {
    return;
  }
  for (let number = maxArchiveFiles - 1; number > 0; number -= 1)
    renameIfPossible(archive(number - 1), archive(number));
  renameIfPossible(file, archive(0));
}

function renameIfPossible(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Missing, or held open by another program.
  }
}
