import { startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect } from './start.ts';

test('a server that is killed in the middle of a list of 10,000 and started again yields each certificate once', async () => {
  const options = { certificates: 10_000, seed: 7, now: new Date('2026-03-01T00:00:00Z') };
  let sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const expected = sandbox.scmState.certificates().map(({ sslId }) => sslId);
  const ports = { scm: Number(new URL(sandbox.scm.url).port) };
  let failures = 0;
  const client = connect(sandbox, {
    http: {
      retries: 20,
      onRequest: ({ status }) => {
        if (status === undefined) failures += 1;
      },
    },
  });

  let restarted: Promise<void> | undefined;
  const restart = async () => {
    await sandbox.close();
    // The client notices before the server is back.
    await vi.waitUntil(() => failures > 0, { timeout: 60_000 });
    sandbox = await startSandbox({ ...options, ports });
  };
  const listed: number[] = [];
  for await (const { sslId } of client.certificates.list()) {
    listed.push(sslId);
    if (listed.length === 5000) restarted = restart();
  }
  await restarted;

  expect(listed.length).toBe(expected.length);
  expect(listed.toSorted((a, b) => a - b)).toEqual(expected);
  expect(failures).toBeGreaterThan(0);
});

test('a server that does not come back ends the list with a failure, and never as if it were complete', async () => {
  const sandbox = await startSandbox({ certificates: 500 });
  const client = connect(sandbox, { http: { retries: 1 } });
  const listed: number[] = [];
  const reading = (async () => {
    for await (const { sslId } of client.certificates.list()) {
      listed.push(sslId);
      if (listed.length === 200) await sandbox.close();
    }
  })();
  await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'unreachable', retryable: true }));
  expect(listed).toHaveLength(200);
});
