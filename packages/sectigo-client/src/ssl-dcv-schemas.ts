import { parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, number, text } from './document.ts';
import { readDcvMode } from './labels.ts';
import type { SslDcv, SslDcvError, SslDcvInstruction, SslDcvLog, SslDcvLogEntry } from './ssl-dcv.ts';

/** Header login sends times as `yyyy-MM-dd HH:mm:ss`. */
const time = tolerant(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, '$1T')),
    ),
  ),
);

const SslDcvErrorSchema = parsedObject<SslDcvError>({
  code: v.optional(v.number(), 0),
  description: text,
});
const SslDcvLogEntrySchema = parsedObject<SslDcvLogEntry>({
  dcvStatus: text,
  domainName: text,
  dcvDate: time,
  lastCheck: time,
  nextCheck: time,
  dcvEmailRefNumber: number,
});
const SslDcvLogSchema = parsedObject<SslDcvLog>({
  error: v.optional(SslDcvErrorSchema),
  log: v.optional(v.array(SslDcvLogEntrySchema), []),
});
const SslDcvInstructionSchema = parsedObject<SslDcvInstruction>({
  domainName: text,
  dcvMode: tolerant(v.optional(v.pipe(v.string(), v.transform(readDcvMode)))),
  host: text,
  point: text,
  url: text,
  file: text,
  dcvEmail: text,
});

/** Decodes the validation of a certificate's domains. */
export const SslDcvSchema = parsedObject<SslDcv>({
  dcvLog: v.optional(SslDcvLogSchema),
  instructions: v.optional(v.array(SslDcvInstructionSchema)),
});

/** Decodes the object of the header flavour, or the OAuth2 flavour's list of such objects, one per domain. */
export const SslDcvDocumentSchema = v.pipe(
  documentOf(v.union([v.array(SslDcvSchema), SslDcvSchema])),
  v.transform((entries) => (Array.isArray(entries) ? joinEntries(entries) : entries)),
);

function joinEntries(entries: readonly SslDcv[]): SslDcv {
  const logs = entries.flatMap(({ dcvLog }) => dcvLog ?? []);
  const error = logs.find((log) => (log.error?.code ?? 0) !== 0)?.error ?? logs[0]?.error;
  const instructions = entries.flatMap((entry) => entry.instructions ?? []);
  return {
    ...(logs.length > 0 && {
      dcvLog: { ...(error !== undefined && { error }), log: logs.flatMap(({ log }) => log) },
    }),
    ...(entries.some((entry) => entry.instructions !== undefined) && { instructions }),
  };
}
