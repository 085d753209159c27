const slowFactor = 2;
const slowByMs = 50;
const smallestRound = 16;
const adaptMs = 30_000;

/** A response, as it is passed to the watch. */
export interface TimedResponse {
  /** What was asked, see {@link requestKind}: only responses of one kind are compared. */
  readonly kind: string;
  readonly durationMs: number;
  /** When the response came, on a clock that never goes back, in milliseconds. */
  readonly now: number;
}

interface Kind {
  usualMs: number | undefined;
  round: number[];
  roundStarted: number;
}

/**
 * Detects when a server takes double its usual time or more, and at least 50 ms more. Less is noise, or this process being
 * busy.
 *
 * Responses of one kind are judged in rounds, each longer than two times the requests under way, by the time within which
 * the fastest quarter came. So neither a pause of this process counts, which delays at most what is under way, nor a
 * share of large responses, nor the first requests over new connections. After a slow round nothing counts that was asked
 * before it ended.
 *
 * What is usual comes down by half of the difference for each faster round, so that it shows the server without load. It goes up
 * slowly: if a server stays slower, that is usual after half a minute.
 */
export class LatencyWatch {
  readonly #responsesPerRound: number;
  readonly #kinds = new Map<string, Kind>();
  #slowSince = Number.NEGATIVE_INFINITY;

  constructor({ concurrency }: { readonly concurrency: number }) {
    this.#responsesPerRound = Math.max(smallestRound, 2 * concurrency + 1);
  }

  /**
   * Notes a response. 'slow' means that it took double the usual time, 'slow-round' that it ends a round of which more
   * than three quarters did.
   */
  note({ kind, durationMs, now }: TimedResponse): 'usual' | 'slow' | 'slow-round' {
    const watched = this.#watched(kind, now);
    const verdict = isSlow(durationMs, watched.usualMs) ? 'slow' : 'usual';
    if (now - durationMs < this.#slowSince) return verdict;
    watched.round.push(durationMs);
    if (watched.round.length < this.#responsesPerRound) return verdict;

    const { low, high } = quartiles(watched.round);
    const slowRound = isSlow(low, watched.usualMs);
    watched.usualMs = adapt(watched.usualMs, { low, high, elapsedMs: now - watched.roundStarted });
    startRound(watched, now);
    if (!slowRound) return verdict;
    this.#slowSince = now;
    for (const each of this.#kinds.values()) startRound(each, now);
    return 'slow-round';
  }

  #watched(kind: string, now: number): Kind {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const watched = { usualMs: undefined, round: [], roundStarted: now };
    this.#kinds.set(kind, watched);
    return watched;
  }
}

function startRound(kind: Kind, now: number): void {
  kind.round = [];
  kind.roundStarted = now;
}

function isSlow(durationMs: number, usualMs = Number.POSITIVE_INFINITY): boolean {
  return durationMs >= usualMs * slowFactor && durationMs >= usualMs + slowByMs;
}

function quartiles(durations: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { low: at(0.25), high: at(0.75) };
}

/** Moves what is usual towards a round that lies above or below it. */
function adapt(
  usualMs: number | undefined,
  { low, high, elapsedMs }: { readonly low: number; readonly high: number; readonly elapsedMs: number },
): number {
  if (usualMs === undefined) return low;
  if (high < usualMs) return (usualMs + high) / 2;
  if (low > usualMs) return usualMs + (low - usualMs) * (elapsedMs / (elapsedMs + adaptMs));
  return usualMs;
}

/** A segment that names one object: an id, a serial number, a hash, an address, a host name, but not `v1`. */
const nameOfOne = /\/(?!v\d+(?:\/|$))[^/]*[\d.@%:][^/]*/g;

/**
 * Tells what kind of request this is: its method and path, with a placeholder for each segment that names one object.
 * Requests of one kind take about the same time: `GET /api/ssl/v1/{}`.
 */
export function requestKind({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.replace(nameOfOne, '/{}')}`;
}
