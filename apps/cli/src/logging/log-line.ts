import { inspect } from 'node:util';
import { plainLines, plainText } from '@certbridge/plain-text';
import type { LogLevel, LogRecord } from '@logtape/logtape';

const levelNames: Readonly<Record<LogLevel, string>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  warning: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

/**
 * Renders a record as the original's log files have it: `2025-06-03 02:00:01.2345 | INFO | name | message`, in local time.
 *
 * A message is one line, whatever a name or value in it holds, so that no text from outside can pass for a record of its own.
 * An `error` in the record's properties follows with its stack, whose lines are indented.
 */
export function renderLogLine(record: LogRecord, redact: (text: string) => string): string {
  const { error } = record.properties;
  const stack =
    error instanceof Error ? `\n    ${plainLines(redact(error.stack ?? error.message), '    ')}` : '';
  return `${formatTime(record.timestamp)} | ${levelNames[record.level]} | ${record.category.join('.')} | ${renderMessage(record, redact)}${stack}\n`;
}

/** Renders a record for the console: level and message, without any stack. */
export function renderConsoleLine(record: LogRecord, redact: (text: string) => string): string {
  return `${levelNames[record.level]} ${renderMessage(record, redact)}\n`;
}

/** A message that consists of a single value may be a text of lines, such as a summary: they are indented. */
function renderMessage(record: LogRecord, redact: (text: string) => string): string {
  const text = redact(joinMessage(record));
  return record.properties.lines === undefined ? plainText(text) : plainLines(text, '    ');
}

/** Joins the parts of a message; texts among its values stand as they are. */
export function joinMessage({ message, rawMessage, properties }: LogRecord): string {
  // A whole sentence without values: braces in it are text, such as the name of a field, and no place for a value.
  if (typeof rawMessage === 'string' && Object.keys(properties).length === 0) return rawMessage;
  return message
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part instanceof Error) return `${part.name}: ${part.message}`;
      return inspect(part, { depth: 4, breakLength: Number.POSITIVE_INFINITY });
    })
    .join('');
}

/** NLog's long date: local time with four digits of a second's fraction; the system's clock gives three of them. */
function formatTime(timestamp: number): string {
  const time = new Date(timestamp);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const date = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
  return `${date} ${clock}.${pad(time.getMilliseconds(), 3)}0`;
}
