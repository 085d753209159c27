/** Limits how often each name may call. */
export interface RateLimiter {
  /** Takes one of a name's calls; returns how many seconds it has to wait if none is left, else 0. */
  readonly take: (name: string) => number;
  /** Returns the same without taking one. */
  readonly peek: (name: string) => number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const minute = 60_000;
/** How many names are remembered; then the ones that came first are forgotten, and have all their calls again. */
const remembered = 10_000;

/** Creates a limiter that gives each name so many calls a minute, which may all come at once. `now` is in milliseconds. */
export function createRateLimiter(
  perMinute: number,
  { now = () => performance.now() }: { readonly now?: () => number } = {},
): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const fill = ({ tokens, at }: Bucket) => Math.min(perMinute, tokens + ((now() - at) * perMinute) / minute);
  const tokensOf = (name: string) => {
    const bucket = buckets.get(name);
    return bucket === undefined ? perMinute : fill(bucket);
  };
  const wait = (tokens: number) => (tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60) / perMinute));
  return {
    peek: (name) => wait(tokensOf(name)),
    take: (name) => {
      const tokens = tokensOf(name);
      const seconds = wait(tokens);
      buckets.set(name, { tokens: seconds === 0 ? tokens - 1 : tokens, at: now() });
      if (buckets.size > remembered) buckets.delete(buckets.keys().next().value ?? name);
      return seconds;
    },
  };
}
