import { expect, test } from 'vitest';
import { hideExperimentalWarnings } from './hide-experimental-warnings.ts';

function warnings(...calls: unknown[][]): unknown[][] {
  const seen: unknown[][] = [];
  const target = { emitWarning: (...details: unknown[]) => void seen.push(details) };
  hideExperimentalWarnings(target);
  for (const call of calls) (target.emitWarning as (...details: unknown[]) => void)(...call);
  return seen;
}

const sqlite = 'SQLite is an experimental feature and might change at any time';

test('the warning about SQLite is hidden, in each form that a warning can be given', () => {
  const error = Object.assign(new Error(sqlite), { name: 'ExperimentalWarning' });
  expect(
    warnings([sqlite, 'ExperimentalWarning'], [sqlite, { type: 'ExperimentalWarning' }], [error]),
  ).toEqual([]);
});

test('the warning about SOCKS is hidden', () => {
  const socks = 'SOCKS5 proxy support is experimental and subject to change';
  expect(warnings([socks, 'ExperimentalWarning'])).toEqual([]);
});

test('every other warning comes through as it was given', () => {
  const calls = [
    ['Another thing is an experimental feature', 'ExperimentalWarning'],
    [sqlite, 'DeprecationWarning', 'DEP0001'],
    [sqlite],
    [new Error(sqlite)],
    ['plain', { type: 'Warning', code: 'X' }],
  ];
  expect(warnings(...calls)).toEqual(calls);
});
