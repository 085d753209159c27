import { describe, expect, it } from 'vitest';
import { defaultKnobs, type Failure, type Knobs } from '../knobs.ts';
import { createRandom } from '../random.ts';
import { type FaultSubject, matchesFailure, planFault } from './faults.ts';

const subject: FaultSubject = { system: 'scm', method: 'PUT', path: '/api/ssl/v1', body: '{"sslId":1007}' };
const plan = (knobs: Partial<Knobs>, seed = 1) =>
  planFault(subject, { ...defaultKnobs(), ...knobs }, createRandom(seed));

describe('planFault', () => {
  it('plans nothing while all knobs rest', () => {
    expect(plan({})).toMatchObject({ delayMs: 0, fault: undefined, page: 'normal' });
  });

  it('plans the same faults from the same seed', () => {
    const knobs = { ...defaultKnobs(), errorRate: 0.3, dropRate: 0.1 };
    const run = () => {
      const random = createRandom(3, 'faults');
      return Array.from({ length: 50 }, () => planFault(subject, knobs, random).fault);
    };
    expect(run()).toEqual(run());
    expect(new Set(run().map((fault) => fault?.kind))).toEqual(new Set([undefined, 'drop', 'status']));
  });

  it('adds at most the jitter to the latency', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { delayMs } = plan({ latencyMs: 40, jitterMs: 10 }, seed);
      expect(delayMs).toBeGreaterThanOrEqual(40);
      expect(delayMs).toBeLessThan(50);
    }
  });

  it('draws only from the given statuses', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      expect(plan({ errorRate: 1, errorStatuses: [503], retryAfterSeconds: 2 }, seed).fault).toEqual({
        kind: 'status',
        status: 503,
        retryAfterSeconds: 2,
        cause: 'errorRate',
      });
    }
  });

  it('spares the systems that are set apart', () => {
    expect(plan({ errorRate: 1, scm: { errorRate: 0 } }).fault).toBeUndefined();
  });

  it('counts a failure down and then lets the request pass', () => {
    const knobs = {
      ...defaultKnobs(),
      failures: [{ method: 'put', response: 500, times: 2 } satisfies Failure],
    };
    const strikes = [1, 2, 3].map(() => planFault(subject, knobs, createRandom(1)).fault?.kind);
    expect(strikes).toEqual(['status', 'status', undefined]);
  });
});

describe('matchesFailure', () => {
  it('compares the whole path without regard to case', () => {
    expect(matchesFailure({ path: '/API/ssl/v1', response: 500 }, subject)).toBe(true);
    expect(matchesFailure({ path: '/api/ssl', response: 500 }, subject)).toBe(false);
    expect(matchesFailure({ path: '/api/.*', response: 500 }, subject)).toBe(true);
  });

  it('finds its pattern anywhere in the body', () => {
    expect(matchesFailure({ body: '"sslId":1007\\b', response: 500 }, subject)).toBe(true);
    expect(matchesFailure({ body: '"sslId":100\\b', response: 500 }, subject)).toBe(false);
  });

  it('is limited to its system and method', () => {
    expect(matchesFailure({ system: 'command', response: 500 }, subject)).toBe(false);
    expect(matchesFailure({ method: 'GET', response: 500 }, subject)).toBe(false);
  });
});
