import nodePath, { type PlatformPath } from 'node:path';
import type { LogThreshold } from './log-level.ts';

/** One log file and how it is rotated. */
export interface LogFileSettings {
  readonly file: string;
  readonly threshold: LogThreshold;
  /** Where rotated files go; `{#}` stands for their number, 0 the newest. */
  readonly archiveFile: string;
  /** In bytes. */
  readonly archiveAboveSize: number;
  readonly maxArchiveFiles: number;
}

/** The two log files of the program: everything from a level on, and only errors. */
export interface LogSettings {
  readonly main: LogFileSettings;
  readonly errors: LogFileSettings;
}

/**
 * Returns the log settings that hold without an `nlog.config`: two files in `logs/`, rotated at 10 MB into
 * `logs/Archive`, five kept.
 */
export function defaultLogSettings(baseDirectory: string, path: PlatformPath = nodePath): LogSettings {
  const directory = path.join(baseDirectory, 'logs');
  return {
    main: logFile(path.join(directory, 'MetadataSync.log'), 'info', path),
    errors: logFile(path.join(directory, 'MetadataSync-Errors.log'), 'error', path),
  };
}

/** Describes a log file with the usual rotation. Archives are named as NLog names them, so that old ones are continued. */
export function logFile(
  file: string,
  threshold: LogThreshold,
  path: PlatformPath = nodePath,
): LogFileSettings {
  return {
    file,
    threshold,
    archiveFile: path.join(path.dirname(file), 'Archive', `${path.basename(file)}.{#}.log`),
    archiveAboveSize: 10_485_760,
    maxArchiveFiles: 5,
  };
}
