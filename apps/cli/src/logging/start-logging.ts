import path from 'node:path';
import { configure, type LogRecord, reset, type Sink } from '@logtape/logtape';
import { describeWriteFailure } from '../files/text-file.ts';
import { printedLines } from '../printed.ts';
import { type LogThreshold, lowerThreshold, passes } from './log-level.ts';
import { renderConsoleLine, renderLogLine } from './log-line.ts';
import type { LogFileSettings, LogSettings } from './log-settings.ts';
import type { Redactor } from './redactor.ts';
import { openRotatingFile, type RotatingFile } from './rotating-file.ts';

/** What the logging of a process is started with. */
export interface LoggingOptions {
  readonly settings: LogSettings;
  /** The value of `--log-level`; overrides the level of the main file and of the console. */
  readonly level?: LogThreshold | undefined;
  /** Takes whole lines for standard error. */
  readonly writeError: (line: string) => void;
  readonly redactor: Redactor;
}

/** The logging of a process, once it is started. */
export interface Logging {
  /** Ends logging and closes the files. */
  readonly stop: () => Promise<void>;
}

/** Category of the result of an action. The console has what is printed, so its records go to the files only. */
export const resultCategory: readonly string[] = ['certbridge', 'cli', 'result'];

/** What the console shows when `--log-level` says nothing: what the operator should know of. */
const consoleThreshold: LogThreshold = 'warning';

/**
 * Configures logging of this process: two files, and standard error.
 *
 * A folder that can't be written causes one warning on standard error, and the run goes on without its files.
 */
export async function startLogging({
  settings,
  level,
  writeError,
  redactor,
}: LoggingOptions): Promise<Logging> {
  const warn = warnOncePerFolder(writeError);
  const mainThreshold = level ?? settings.main.threshold;
  const main = fileSink({ ...settings.main, threshold: mainThreshold }, { warn, redactor });
  const errors = fileSink(settings.errors, { warn, redactor });
  const consoleSink: Sink = (record) => {
    if (record.category.at(-1) === 'result') return;
    if (passes(record.level, level ?? consoleThreshold))
      writeError(renderConsoleLine(record, redactor.redact));
  };
  const thresholds = [mainThreshold, settings.errors.threshold, level ?? consoleThreshold];
  // Records that no sink takes, such as one for each request, are not even created.
  const lowest = thresholds.reduce(lowerThreshold);
  await configure({
    reset: true,
    sinks: { main: main.sink, errors: errors.sink, console: consoleSink },
    loggers: [
      { category: [], sinks: ['main', 'errors', 'console'], lowestLevel: lowest === 'off' ? null : lowest },
      { category: ['logtape', 'meta'], parentSinks: 'override', sinks: [], lowestLevel: 'error' },
    ],
  });
  return {
    stop: async () => {
      await reset();
      main.close();
      errors.close();
    },
  };
}

function ignore(): void {}

type Warn = (file: string, error: unknown) => void;

function warnOncePerFolder(writeError: (line: string) => void): Warn {
  const warned = new Set<string>();
  return (file, error) => {
    const folder = path.dirname(file);
    if (warned.has(folder)) return;
    warned.add(folder);
    writeError(
      printedLines([
        `WARN The log file ${file} can't be written (${describeWriteFailure(error)}). The run goes on without it.`,
      ]),
    );
  };
}

function fileSink(
  settings: LogFileSettings,
  { warn, redactor }: { warn: Warn; redactor: Redactor },
): { sink: Sink; close: () => void } {
  if (settings.threshold === 'off') return { sink: ignore, close: ignore };
  let file: RotatingFile | undefined;
  try {
    file = openRotatingFile(settings);
  } catch (error) {
    warn(settings.file, error);
  }
  const sink = (record: LogRecord) => {
    if (!passes(record.level, settings.threshold)) return;
    try {
      file?.write(renderLogLine(record, redactor.redact));
    } catch (error) {
      warn(settings.file, error);
    }
  };
  return { sink, close: () => file?.close() };
}
