import { inspect } from 'node:util';
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
 * Further lines of a message are indented, so that no text from outside can pass for a record of its own. An `error` in
 * the record's properties follows with its stack.
 */
export function renderLogLine(record: LogRecord, redact: (text: string) => string): string {
  const { error } = record.properties;
  const stack = error instanceof Error ? `\n${error.stack ?? error.message}` : '';
  const message = sanitize(redact(renderMessage(record) + stack)).replaceAll('\n', '\n    ');
  return `${formatTime(record.timestamp)} | ${levelNames[record.level]} | ${record.category.join('.')} | ${message}\n`;
}

/** Renders a record for the console: level and message, without any stack. */
export function renderConsoleLine(record: LogRecord, redact: (text: string) => string): string {
  return `${levelNames[record.level]} ${sanitize(redact(renderMessage(record))).replaceAll('\n', '\n    ')}\n`;
}

function renderMessage({ message, rawMessage, properties }: LogRecord): string {
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

/** Line ends become `\n`; other control characters, which could drive a terminal, become visible. */
export function sanitize(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

/** NLog's long date: local time with four digits of a second's fraction, of which the system's clock gives three. */
function formatTime(timestamp: number): string {
  const time = new Date(timestamp);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const date = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
  return `${date} ${clock}.${pad(time.getMilliseconds(), 3)}0`;
}
