import { expect, test } from 'vitest';
import { checkNode } from './check-node.ts';

test.each(['22.18.0', '22.23.3', '24.0.0', '26.1.0-nightly'])('Node %s is new enough', (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(['18.20.8', '20.20.2', '22.17.1'])(
  'Node %s is refused with the version that is needed',
  (version) => {
    expect(() => checkNode(version)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining(
          `Certbridge needs Node 22.18 or newer, and this is Node ${version}.`,
        ),
      }),
    );
  },
);
