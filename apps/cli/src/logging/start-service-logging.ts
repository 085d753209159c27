import { AsyncLocalStorage } from 'node:async_hooks';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import type { TextOutput } from '../cli-io.ts';
import type { LogThreshold } from './log-level.ts';
import { joinMessage } from './log-line.ts';
import type { Redactor } from './redactor.ts';
import { type Logging, resultCategory } from './start-logging.ts';

/**
 * Configures logging of this process for a service: one JSON document a line on standard error, where whatever runs the service
 * keeps it. Records of a request carry its id.
 */
export async function startServiceLogging({
  stderr,
  level = 'info',
  redactor,
}: {
  readonly stderr: TextOutput;
  readonly level?: LogThreshold | undefined;
  readonly redactor: Redactor;
}): Promise<Logging> {
  await configure({
    reset: true,
    sinks: { stderr: (record) => void stderr.write(`${redactor.redact(renderRecord(record))}\n`) },
    loggers: [
      { category: [], sinks: ['stderr'], lowestLevel: level === 'off' ? null : level },
      // What is printed follows there by itself.
      { category: [...resultCategory], parentSinks: 'override', sinks: [], lowestLevel: null },
      { category: ['logtape', 'meta'], parentSinks: 'override', sinks: [], lowestLevel: 'error' },
    ],
    contextLocalStorage: new AsyncLocalStorage(),
  });
  return { stop: reset };
}

/** JSON escapes line ends, so no text from outside can pass for a record of its own. */
function renderRecord(record: LogRecord): string {
  const { timestamp, level, category, properties } = record;
  return JSON.stringify(
    {
      ...properties,
      time: new Date(timestamp).toISOString(),
      level,
      logger: category.join('.'),
      message: joinMessage(record),
    },
    (_, value: unknown) =>
      value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
  );
}
