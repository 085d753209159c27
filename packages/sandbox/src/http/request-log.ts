import { checkKinds, type Property } from '../arguments/check-kinds.ts';
import { checkRecords } from '../arguments/check-records.ts';
import type { SystemName } from '../knobs.ts';
import { operationOf } from './operations.ts';

/** A request and how it ended. Credentials are redacted. */
export interface RequestEntry {
  /** Counts from 1 over all systems, in order of arrival. */
  seq: number;
  system: SystemName;
  /** `operationId` of the contract, or `other`. */
  operation: string;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Relevant headers; only the scheme of `authorization` is kept, and `password` is redacted. */
  headers: Record<string, string>;
  /** The parsed JSON body, or the text of any other; form bodies are redacted. */
  body?: unknown;
  /** Status of the response; null if the connection was cut, absent while in flight. */
  status?: number | null;
  /** The knob that injected a fault. */
  fault?: string;
  /** Milliseconds from arrival to response, including injected latency. */
  durationMs?: number;
}

/** Counters of one system. */
export interface SystemSummary {
  total: number;
  byOperation: Record<string, number>;
  /** Responses by status; `dropped` for cut connections. */
  byStatus: Record<string, number>;
  /** Requests with an injected fault. */
  faults: number;
  /** Maximum requests in flight at once. */
  maxInFlight: number;
}

/** Counters since the start or the last `clear`. */
export interface RequestSummary extends Record<SystemName, SystemSummary> {
  total: number;
}

/** A request on arrival. */
export interface RequestArrival {
  system: SystemName;
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

/** A request in flight. */
export interface OpenRequest {
  readonly seq: number;
  readonly operation: string;
  /** Records the end; `status` is null if the connection was cut. */
  end(status: number | null, fault?: string): void;
}

interface StoredRequest extends Omit<RequestArrival, 'headers' | 'url'> {
  seq: number;
  operation: string;
  path: string;
  search: string;
  headers: Record<string, string>;
  startedAt: number;
  status?: number | null;
  fault?: string;
  durationMs?: number;
}

const shownHeaders = [
  'accept',
  'content-type',
  'user-agent',
  'login',
  'customeruri',
  'x-keyfactor-requested-with',
  'x-keyfactor-api-version',
];
const redacted = '[redacted]';
// Keystore passwords in JSON bodies.
const secretKeys = ['passphrase', 'password'];

/** Which requests to list; what is undefined counts as absent. */
export interface RequestLogFilter {
  system?: SystemName | undefined;
  operation?: string | undefined;
}

const requestFilter = {
  system: ['scm', 'command', 'oauth'],
  operation: 'text?',
} as const satisfies Record<keyof RequestLogFilter, Property>;

/** Counts all requests and keeps the details of the most recent ones. */
export interface RequestLog {
  /** Records the arrival of a request. */
  begin(arrival: RequestArrival): OpenRequest;
  /** Lists the kept requests, oldest first. */
  list(filter?: RequestLogFilter): RequestEntry[];
  /** Returns a copy of the counters. */
  summary(): RequestSummary;
  /** Clears details and counters; `seq` continues. */
  clear(): void;
}

/** Keeps requests in memory, limited by number and size. */
export class RecentRequests implements RequestLog {
  #seq = 0;
  readonly #capacity: number;
  readonly #maxBodies: number;
  readonly #kept = new Map<number, StoredRequest>();
  #bodies = 0;
  #inFlight: Record<SystemName, number> = { scm: 0, command: 0, oauth: 0 };
  #summary = emptySummary();

  /** `capacity` limits the number of requests kept, `maxBodies` the total characters of their bodies. */
  constructor(capacity = 10_000, maxBodies = 32_000_000) {
    this.#capacity = capacity;
    this.#maxBodies = maxBodies;
  }

  begin(arrival: RequestArrival): OpenRequest {
    const { system, method, url, headers, body } = arrival;
    const operation = operationOf(system, method, url.pathname);
    this.#seq += 1;
    const stored: StoredRequest = {
      seq: this.#seq,
      system,
      method,
      operation,
      path: url.pathname,
      search: url.search,
      headers: pickHeaders(headers),
      body,
      startedAt: performance.now(),
    };
    this.#store(stored);
    const summary = this.#summary;
    const counters = summary[system];
    summary.total += 1;
    counters.total += 1;
    counters.byOperation[operation] = (counters.byOperation[operation] ?? 0) + 1;
    this.#inFlight[system] += 1;
    counters.maxInFlight = Math.max(counters.maxInFlight, this.#inFlight[system]);
    return {
      seq: stored.seq,
      operation,
      end: (status, fault) => {
        this.#inFlight[system] -= 1;
        stored.status = status;
        stored.durationMs = performance.now() - stored.startedAt;
        const key = status === null ? 'dropped' : String(status);
        counters.byStatus[key] = (counters.byStatus[key] ?? 0) + 1;
        if (fault === undefined) return;
        stored.fault = fault;
        counters.faults += 1;
      },
    };
  }

  list(filter: RequestLogFilter = {}): RequestEntry[] {
    checkRecords(filter, 'Argument 1 of requests.list');
    checkKinds([filter], [requestFilter], 'requests.list');
    return [...this.#kept.values()]
      .filter((entry) => filter.system === undefined || entry.system === filter.system)
      .filter((entry) => filter.operation === undefined || entry.operation === filter.operation)
      .map(renderEntry);
  }

  summary(): RequestSummary {
    return structuredClone(this.#summary);
  }

  clear(): void {
    this.#kept.clear();
    this.#bodies = 0;
    this.#summary = emptySummary();
  }

  #store(entry: StoredRequest): void {
    this.#kept.set(entry.seq, entry);
    this.#bodies += entry.body.length;
    for (const [seq, { body }] of this.#kept) {
      if (this.#kept.size <= this.#capacity && this.#bodies <= this.#maxBodies) return;
      this.#kept.delete(seq);
      this.#bodies -= body.length;
    }
  }
}

function emptySummary(): RequestSummary {
  const empty = (): SystemSummary => ({ total: 0, byOperation: {}, byStatus: {}, faults: 0, maxInFlight: 0 });
  return { total: 0, scm: empty(), command: empty(), oauth: empty() };
}

function pickHeaders(headers: Headers): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of shownHeaders) {
    const value = headers.get(name);
    if (value !== null) picked[name] = value;
  }
  if (headers.has('password')) picked.password = redacted;
  const authorization = headers.get('authorization');
  if (authorization !== null) picked.authorization = `${authorization.split(' ', 1)[0]} ${redacted}`;
  return picked;
}

function renderEntry(stored: StoredRequest): RequestEntry {
  const { seq, system, operation, method, path, search, headers, body, status, fault, durationMs } = stored;
  return {
    seq,
    system,
    operation,
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers,
    ...(body === '' ? {} : { body: renderBody(body, headers['content-type']) }),
    ...(status === undefined ? {} : { status }),
    ...(fault === undefined ? {} : { fault }),
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

function renderBody(body: string, contentType = ''): unknown {
  if (contentType.includes('form-urlencoded')) {
    const form = new URLSearchParams(body);
    if (form.has('client_secret')) form.set('client_secret', redacted);
    return Object.fromEntries(form);
  }
  try {
    return JSON.parse(body, (key, value) => (secretKeys.includes(key.toLowerCase()) ? redacted : value));
  } catch {
    return body;
  }
}
