import * as v from 'valibot';

/** The three simulated servers. */
export type SystemName = 'scm' | 'command' | 'oauth';

/** Disturbances of one system. Rates are probabilities from 0 to 1, drawn from the seed. */
export interface SystemKnobs {
  /** Time from the arrival of a request to its response, in milliseconds; a write takes effect on arrival. */
  latencyMs: number;
  /** Up to this many milliseconds are added to the latency at random. */
  jitterMs: number;
  /** Share of requests answered with one of `errorStatuses`. */
  errorRate: number;
  /** Statuses from 400 to 599 to draw from; the contracts know none of 429 and 5xx, so these bodies are free. */
  errorStatuses: number[];
  /** Seconds in `Retry-After` of 429 and 503 responses drawn by `errorRate`; 0 leaves the header out. */
  retryAfterSeconds: number;
  /** Share of requests whose connection is cut, before the response or in the middle of its body. */
  dropRate: number;
  /** Share of requests answered with the HTML page of a proxy. */
  htmlRate: number;
  /** Status of that page: 200 or an error. */
  htmlStatus: number;
  /** Requests a second that are served; more get 429 with `Retry-After`. 0 means no limit. */
  rateLimitPerSecond: number;
  /** Share of list pages that come empty, total unchanged. */
  emptyPageRate: number;
  /** Share of list pages that hold the rows of the first page again. */
  repeatedPageRate: number;
  /** Share of list, report and detail requests before which a certificate appears or vanishes, in one system or both. */
  churnRate: number;
  /** Lets a write take effect before its fault strikes: the response is lost, the change is not. */
  faultsAfterWrite: boolean;
}

/** Fails chosen requests, whatever the rates say. */
export interface Failure {
  /** Any system when left out. */
  system?: SystemName | undefined;
  /** HTTP method in upper case; any when left out. */
  method?: string | undefined;
  /** Path, or a regular expression that must match the whole path without its query, in any letter case. */
  path?: string | undefined;
  /** Regular expression that must match somewhere in the body, e.g. `"sslId":1007\b`. */
  body?: string | undefined;
  /** Status from 400 to 599 to answer, or `drop` to cut the connection, or `html` for the page of a proxy. */
  answer: number | 'drop' | 'html';
  /** How often this failure strikes; for good when left out. */
  times?: number | undefined;
}

/** Lets collection give out the certificate of another record. */
export interface CollectedInstead {
  /** The record that is asked for. */
  sslId: number;
  /** The record whose certificate comes. */
  instead: number;
  /** How often; for good when left out. */
  times?: number | undefined;
}

/** Disturbances of all systems, exceptions for single ones, and failures of chosen requests. */
export interface Knobs extends SystemKnobs {
  /** Exceptions for SCM. */
  scm: Partial<SystemKnobs>;
  /** Exceptions for Command. */
  command: Partial<SystemKnobs>;
  /** Exceptions for the token endpoint. */
  oauth: Partial<SystemKnobs>;
  /** Failures of chosen requests; the first that matches strikes. */
  failures: Failure[];
  /** Records for which collection gives out the certificate of another one. */
  collectedInstead: CollectedInstead[];
  /** The record that responses to orders name in the place of the order's own. 0 means its own. */
  orderedInstead: number;
  /** Most certificates that appear or vanish by `churnRate`. 0 means no limit. */
  churnLimit: number;
}

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const amount = v.pipe(v.number(), v.minValue(0));
const errorStatus = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
const pageStatus = v.pipe(
  v.number(),
  v.integer(),
  v.check((status) => status === 200 || (status >= 400 && status <= 599), 'must be 200 or an error status'),
);
const pattern = v.pipe(v.string(), v.check(isPattern, 'is not a regular expression'));

const systemEntries = {
  latencyMs: v.optional(amount),
  jitterMs: v.optional(amount),
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
  answer: v.union([errorStatus, v.picklist(['drop', 'html'])]),
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

/** Builds knobs at rest: no latency, no fault. */
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
 * Checks a change of knobs and returns a copy of it.
 *
 * Throws a TypeError that names the knob.
 */
export function checkKnobs(change: unknown): Partial<Knobs> {
  const result = v.safeParse(KnobsSchema, change);
  if (result.success) return result.output as Partial<Knobs>;
  const [issue] = result.issues;
  throw new TypeError(`Knob ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

/** Resolves what applies to one system. */
export function knobsOf(knobs: Knobs, system: SystemName): SystemKnobs {
  return { ...knobs, ...knobs[system] };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'i');
    return true;
  } catch {
    return false;
  }
}
