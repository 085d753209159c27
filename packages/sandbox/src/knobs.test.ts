import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkKnobs, defaultKnobs, knobsOf } from './knobs.ts';

it('refuses an unknown knob, a rate above 1 and a pattern that is none', () => {
  expect(() => checkKnobs({ latency: 5 })).toThrow('no knob latency');
  for (const longest of [Number.POSITIVE_INFINITY, Number.NaN, 2_147_483_648]) {
    expect(() => checkKnobs({ latencyMs: longest })).toThrow('Knob latencyMs: ');
    expect(() => checkKnobs({ scm: { jitterMs: longest } })).toThrow('Knob scm.jitterMs: ');
  }
  expect(() => checkKnobs({ retryAfterSeconds: Number.POSITIVE_INFINITY })).toThrow(
    'Knob retryAfterSeconds: ',
  );
  expect(() => checkKnobs({ errorRate: 1.01 })).toThrow('Knob errorRate:');
  expect(() => checkKnobs({ scm: { dropRate: -0.1 } })).toThrow('Knob scm.dropRate:');
  expect(() => checkKnobs({ failures: [{ path: '(', response: 500 }] })).toThrow('Knob failures.0.path:');
  expect(() => checkKnobs({ errorStatuses: [] })).toThrow('Knob errorStatuses:');
  expect(() => checkKnobs({ errorStatuses: [399] })).toThrow('Knob errorStatuses.0:');
  expect(() => checkKnobs({ htmlStatus: 204 })).toThrow('Knob htmlStatus: must be 200 or an error status');
});

it('accepts rates 0 and 1 and statuses 400 to 599', () => {
  expect(checkKnobs({ errorStatuses: [400, 599], htmlStatus: 200 })).toEqual({
    errorStatuses: [400, 599],
    htmlStatus: 200,
  });
  expect(checkKnobs({ errorRate: 1, dropRate: 0 })).toEqual({ errorRate: 1, dropRate: 0 });
});

it('lets a system differ from the rest', () => {
  const knobs = { ...defaultKnobs(), latencyMs: 40, command: { latencyMs: 5 } };
  expect(knobsOf(knobs, 'scm').latencyMs).toBe(40);
  expect(knobsOf(knobs, 'command').latencyMs).toBe(5);
});

it('has a line in the README for every knob', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const missing = Object.keys(defaultKnobs()).filter((name) => !readme.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
