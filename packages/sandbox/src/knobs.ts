import * as v from 'valibot';
import { ArgumentError } from './arguments/argument-error.ts';
import { checkRecords, isRecord, offerRecord } from './arguments/check-records.ts';
import { askForNearest } from './arguments/nearest-name.ts';
import { type Changes, defined } from './changes.ts';

/** The three simulated servers. */
export type SystemName = 'scm' | 'command' | 'oauth';

/** Faults of a system. Rates are probabilities from 0 to 1, drawn from the seed. */
export interface SystemKnobs {
  /** Milliseconds from the arrival of a request to its response; a write takes effect on arrival. */
  latencyMs: number;
  /** Random additional latency of up to this many milliseconds. */
  jitterMs: number;
  /** Share of requests that fail with one of `errorStatuses`. */
  errorRate: number;
  /** Statuses from 400 to 599 to draw from. The contracts don't document bodies for 429 and 5xx. */
  errorStatuses: number[];
  /** `Retry-After` of 429 and 503 drawn by `errorRate`, in seconds; 0 for no header. */
  retryAfterSeconds: number;
  /** Share of requests whose connection is cut, before the response or in the middle of its body. */
  dropRate: number;
  /** Share of requests that get the HTML page of a proxy. */
  htmlRate: number;
  /** Status of that page: 200 or an error. */
  htmlStatus: number;
  /** Requests served per second; more get 429 with `Retry-After`. 0 means no limit. */
  rateLimitPerSecond: number;
  /** Share of list pages that are empty, with the total unchanged. */
  emptyPageRate: number;
  /** Share of list pages that repeat the rows of the first page. */
  repeatedPageRate: number;
  /** Share of list, report and detail requests before which a certificate appears or vanishes, in one system or both. */
  churnRate: number;
  /** Whether a write takes effect before its fault: the response is lost, but not the change. */
  faultsAfterWrite: boolean;
}

/** A fault for specific requests, regardless of rates. */
export interface Failure {
  /** Default: any system. */
  system?: SystemName | undefined;
  /** HTTP method in upper case. Default: any. */
  method?: string | undefined;
  /** Path, or a regular expression that must match the whole path without the query, ignoring case. */
  path?: string | undefined;
  /** Regular expression that must match somewhere in the body, e.g. `"sslId":1007\b`. */
  body?: string | undefined;
  /** Status from 400 to 599, or `drop` to cut the connection, or `html` for the page of a proxy. */
  response: number | 'drop' | 'html';
  /** How many requests fail. Default: all. */
  times?: number | undefined;
}

/** Makes collection return the certificate of another record. */
export interface CollectedInstead {
  /** The requested record. */
  sslId: number;
  /** The record whose certificate is returned. */
  instead: number;
  /** How many times. Default: always. */
  times?: number | undefined;
}

/** Faults of all systems, overrides for single systems, and failures of specific requests. */
export interface Knobs extends SystemKnobs {
  /** Overrides for SCM. */
  scm: Changes<SystemKnobs>;
  /** Overrides for Command. */
  command: Changes<SystemKnobs>;
  /** Overrides for the token endpoint. */
  oauth: Changes<SystemKnobs>;
  /** Failures of specific requests; the first match applies. */
  failures: Failure[];
  /** Records for which collection returns the certificate of another one. */
  collectedInstead: CollectedInstead[];
  /** The record that responses to orders name instead of the order's own. 0 means its own. */
  orderedInstead: number;
  /** Maximum number of changes by `churnRate`. 0 means no limit. */
  churnLimit: number;
}

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
/** No longer than a timer can wait, also with the other one: it would fire at once. */
const wait = v.pipe(amount, v.maxValue(1_000_000_000));
const errorStatus = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
const pageStatus = v.pipe(
  v.number(),
  v.integer(),
  v.check((status) => status === 200 || (status >= 400 && status <= 599), 'must be 200 or an error status'),
);
const pattern = v.pipe(v.string(), v.check(isPattern, 'is not a regular expression'));

const systemEntries = {
  latencyMs: v.optional(wait),
  jitterMs: v.optional(wait),
  errorRate: v.optional(rate),
  errorStatuses: v.optional(v.pipe(v.array(errorStatus), v.minLength(1))),
  retryAfterSeconds: v.optional(amount),
  dropRate: v.optional(rate),
  htmlRate: v.optional(rate),
  htmlStatus: v.optional(pageStatus),
  rateLimitPerSecond: v.optional(amount),
  emptyPageRate: v.optional(rate),
  repeatedPageRate: v.optional(rate),
  churnRate: v.optional(rate),
  faultsAfterWrite: v.optional(v.boolean()),
};

const FailureSchema = v.strictObject({
  system: v.optional(v.picklist(['scm', 'command', 'oauth'])),
  method: v.optional(v.string()),
  path: v.optional(pattern),
  body: v.optional(pattern),
  response: v.union([errorStatus, v.picklist(['drop', 'html'])]),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const CollectedInsteadSchema = v.strictObject({
  sslId: v.pipe(v.number(), v.integer()),
  instead: v.pipe(v.number(), v.integer()),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const KnobsSchema = v.strictObject({
  ...systemEntries,
  scm: v.optional(v.strictObject(systemEntries)),
  command: v.optional(v.strictObject(systemEntries)),
  oauth: v.optional(v.strictObject(systemEntries)),
  failures: v.optional(v.array(FailureSchema)),
  collectedInstead: v.optional(v.array(CollectedInsteadSchema)),
  orderedInstead: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  churnLimit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/** Names of knobs, and of what they have in them. */
const knobNames = [KnobsSchema, FailureSchema, CollectedInsteadSchema].flatMap(({ entries }) =>
  Object.keys(entries),
);

/** Creates default knobs: no latency, no faults. */
export function defaultKnobs(): Knobs {
  return {
    latencyMs: 0,
    jitterMs: 0,
    errorRate: 0,
    errorStatuses: [500, 429],
    retryAfterSeconds: 0,
    dropRate: 0,
    htmlRate: 0,
    htmlStatus: 502,
    rateLimitPerSecond: 0,
    emptyPageRate: 0,
    repeatedPageRate: 0,
    churnRate: 0,
    faultsAfterWrite: false,
    scm: {},
    command: {},
    oauth: {},
    failures: [],
    collectedInstead: [],
    orderedInstead: 0,
    churnLimit: 0,
  };
}

/**
 * Checks a change of knobs and returns a copy.
 *
 * Throws an ArgumentError that names the knob, and the nearest known one.
 */
export function checkKnobs(change: unknown): Partial<Knobs> {
  if (!isRecord(change)) {
    throw new ArgumentError(`Knobs must be an object of values by name.${offerRecord(change)}`);
  }
  checkRecords(change, 'Knobs');
  const result = v.safeParse(KnobsSchema, change);
  if (result.success) return defined(result.output) as Partial<Knobs>;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? '';

  if (issue.expected !== 'never') throw new ArgumentError(`Knob ${path}: ${issue.message}`);
  const nearest = askForNearest(String(issue.path?.at(-1)?.key), knobNames);
  throw new ArgumentError(`There is no knob ${path}.${nearest}`);
}

/** Returns the knobs that apply to a system. */
export function knobsOf(knobs: Knobs, system: SystemName): SystemKnobs {
  return { ...knobs, ...defined(knobs[system]) };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'i');
    return true;
  } catch {
    return false;
  }
}
