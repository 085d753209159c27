import { expect, it } from 'vitest';
import * as exports from '../src/index.ts';
import { startSandbox } from '../src/index.ts';
import { createScmCall } from './checked-client.ts';

it('exports what the README names', () => {
  expect(Object.keys(exports).sort()).toEqual([
    'defaultKnobs',
    'defaultSwitches',
    'startSandbox',
    'strictRequests',
    'switchChoices',
  ]);
});

it('takes 0 to 500,000 certificates', async () => {
  await expect(startSandbox({ certificates: -1 })).rejects.toThrow(
    'certificates must be an integer from 0 to 500000.',
  );
  await expect(startSandbox({ certificates: 500_001 })).rejects.toThrow(TypeError);
  await (await startSandbox({ certificates: 0 })).close();
});

it('refuses unknown knobs and switches before it listens', async () => {
  await expect(startSandbox({ knobs: { latency: 1 } as object })).rejects.toThrow('Knob latency');
  await expect(startSandbox({ switches: { latency: 1 } as object })).rejects.toThrow(
    'There is no switch latency.',
  );
});

it('fails and frees its other ports when a port is taken', async () => {
  const first = await startSandbox({ certificates: 0 });
  const taken = Number(new URL(first.management.url).port);
  await expect(startSandbox({ certificates: 0, ports: { management: taken } })).rejects.toThrow('EADDRINUSE');
  await first.close();
});

it('serves an estate of 100,000 certificates page by page', async () => {
  const sandbox = await startSandbox({ certificates: 100_000 });
  const call = createScmCall(sandbox);
  const query = { status: 'Issued', size: 200, position: 100_000 };
  const response = await call('GET /api/ssl/v1', { query });
  expect(response.json).toHaveLength(200);
  expect(Number(response.headers.get('x-total-count'))).toBeGreaterThan(100_000);
  await sandbox.close();
});
