import { expect, test } from 'vitest';
import { nodeFits, nodeToFetch, pnpmFits } from './runtime.mjs';

test.each([
  ['20.20.2', false],
  ['22.17.9', false],
  ['22.18.0', true],
  ['23.11.0', false],
  ['24.10.0', false],
  ['24.11.0', true],
  ['25.2.0', false],
  ['26.0.0', true],
])('Node %s fits: %s', (version, fits) => {
  expect(nodeFits(version)).toBe(fits);
});

test.each([
  ['11.9.0', false],
  ['12.0.0', true],
  ['13.0.0', false],
])('pnpm %s fits: %s', (version, fits) => {
  expect(pnpmFits(version)).toBe(fits);
});

test('Arm machines without Node 24 binaries get Node 22', () => {
  expect(nodeToFetch('darwin', 'arm64')).toBe('node@22');
  expect(nodeToFetch('win32', 'arm64')).toBe('node@22');
  expect(nodeToFetch('linux', 'arm64')).toBe('node@24');
  expect(nodeToFetch('darwin', 'x64')).toBe('node@24');
});
