import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { wrongNode } from './wrong-node.ts';

test.each(['22.18.0', '22.19.1', '23.0.0', '24.11.0', '100.0.0'])('Node %s will do', (version) => {
  expect(wrongNode(version)).toBeUndefined();
});

test.each(['22.17.9', '20.20.2', '18.0.0', '9.9.9'])(
  'Node %s is told which one is needed, in one line',
  (version) => {
    expect(wrongNode(version)).toBe(
      `certbridge needs Node.js 22.18 or later, and this is ${version}: install a newer one from https://nodejs.org.`,
    );
  },
);

test('it is the one that the package demands', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest.engines.node).toBe('>=22.18');
});
