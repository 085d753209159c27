import { AccessSettingsSchema, EstSettingsSchema } from '@certbridge/ca-gateway';
import { Cron } from 'croner';
import * as v from 'valibot';

const filledText = (what: string) =>
  v.pipe(
    v.string(`Write ${what} as text`),
    v.check((value) => value.trim() !== '', `Write ${what}; it is empty`),
  );

const text = (what: string) => v.pipe(filledText(what), v.trim());

function count(least: number, most: number) {
  const message = `Write a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

const portNumber = count(0, 65_535);

const schedule = v.pipe(
  text('a schedule'),
  v.check(isSchedule, 'Write a schedule as cron has it, such as "*/5 * * * *" for every five minutes'),
);

function isSchedule(pattern: string): boolean {
  try {
    return new Cron(pattern, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

const ListenSchema = v.strictObject({
  host: v.optional(text('the address to listen at'), '0.0.0.0'),
  port: portNumber,
  /** PEM files, relative to that of the configuration like all the others. */
  certificateFile: text('the file of the certificate'),
  keyFile: text('the file of the key'),
  /** With the blanks at its edges. */
  passphrase: v.optional(filledText('the passphrase of the key')),
  /** Authorities that vouch for clients. */
  clientAuthorityFiles: v.optional(v.array(text('a file of authorities'), 'Write a list of files'), []),
});

const OperationsSchema = v.strictObject({
  host: v.optional(text('the address to listen at'), '127.0.0.1'),
  port: portNumber,
});

/** Parameters of a product, as --set of certbridge ca enroll gives them. */
const ParametersSchema = v.record(
  v.string(),
  v.string('Write the value as text'),
  'Write an object of settings',
);

const ProfileSchema = v.strictObject({
  settings: v.optional(ParametersSchema, {}),
  /** `renew` uses SCM's own renewal for a request that follows a certificate of ours near its end. */
  renewals: v.optional(v.picklist(['order', 'renew'], 'Write order or renew'), 'order'),
});

const CaSchema = v.strictObject({
  name: text('the name of the CA'),
  /** File with the connection. */
  connection: text('the file of the connection'),
  fullScan: v.optional(schedule, '17 2 * * *'),
  incrementalScan: v.optional(schedule, '*/5 * * * *'),
  /** When to poll pending requests. */
  pending: v.optional(schedule, '* * * * *'),
  /** Calls to SCM under way at one time. */
  concurrency: v.optional(count(1, 100), 8),
  /** How long an order whose response was lost stays open where SCM has no trace of it; then the same request is a new order. */
  settleMs: v.optional(count(100, 3_600_000), 20_000),
  /** For every profile. */
  settings: v.optional(ParametersSchema, {}),
  /** For single profiles, by name. */
  profiles: v.optional(v.record(v.string(), ProfileSchema, 'Write an object of profiles by name'), {}),
});

const RequestsSchema = v.strictObject({
  /** How long a request waits for issuance. */
  waitMs: v.optional(count(0, 60_000)),
  /** After how many seconds one that waits is worth repeating. */
  retryAfterSeconds: v.optional(count(1, 86_400)),
  /** Certificates on a page of a search. */
  pageLimit: v.optional(count(1, 10_000)),
  /** Bytes of a body. */
  bodyLimit: v.optional(count(1024, 16_777_216)),
});

/** The configuration of a gateway, secrets in plain text. */
export const GatewaySchema = v.strictObject({
  listen: ListenSchema,
  operations: OperationsSchema,
  database: v.optional(text('the file of the database'), 'gateway.db'),
  cas: v.pipe(v.array(CaSchema, 'Write a list of CAs'), v.minLength(1, 'Describe at least one CA')),
  access: AccessSettingsSchema,
  est: v.optional(EstSettingsSchema, {}),
  requests: v.optional(RequestsSchema, {}),
});

/** The configuration of a gateway. */
export type GatewayConfig = v.InferOutput<typeof GatewaySchema>;

/** One CA of the configuration. */
export type GatewayCaConfig = GatewayConfig['cas'][number];
