import { startSandbox } from '@certbridge/sandbox';
import { expect, test, vi } from 'vitest';
import { connect, start } from './start.ts';

// Big enough that most of the list is still to come when the server dies.
const certificates = 10_000;

test.each(['keyset', 'offset'] as const)(
  'a server that dies in the middle of a long list and comes back loses nothing: %s paging',
  async (paging) => {
    const first = await start({ certificates });
    const port = Number(new URL(first.command.url).port);
    const expected = first.commandState.certificates().map(({ id }) => id);
    let failures = 0;
    const client = connect(first, {
      http: {
        // Enough for a slow machine, which takes some seconds to fill the second sandbox.
        retries: 10,
        onRequest: ({ status }) => {
          if (status === undefined) failures += 1;
        },
      },
    });
    async function restart() {
      await first.close();
      // The client notices before the server is back.
      await vi.waitUntil(() => failures > 0, { timeout: 60_000 });
      return startSandbox({ certificates, ports: { command: port } });
    }

    let second: ReturnType<typeof restart> | undefined;
    const found: number[] = [];
    const search = { includeRevoked: true, includeExpired: true, pageSize: 500, paging };
    for await (const { Id } of client.certificates.list(search)) {
      found.push(Id);
      if (found.length === 4750) second = restart();
    }
    await (await second)?.close();
    expect(failures).toBeGreaterThan(0);
    expect(found).toEqual(expected);
  },
);
