import { startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { createKeyfactorClient } from '../src/index.ts';

async function connected() {
  const sandbox = await startSandbox({ certificates: 50 });
  const { url: baseUrl, username, password } = sandbox.command;
  const client = createKeyfactorClient({ baseUrl, auth: { type: 'basic', username, password } });
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  const asked = () => sandbox.requests.list({ operation: 'listCertificates' }).length;
  return { sandbox, client, asked };
}

test('who stops on the first page has asked for no other', async () => {
  const { client, asked } = await connected();
  for await (const _ of client.certificates.list({ pageSize: 10 })) break;
  expect(asked()).toBe(1);
});

test('a whole search asks for each page once', async () => {
  const { sandbox, client, asked } = await connected();
  const listed = await Array.fromAsync(
    client.certificates.list({ pageSize: 10, includeExpired: true, includeRevoked: true }),
  );
  const held = sandbox.commandState.certificates();
  expect(listed.map(({ Id }) => Id)).toEqual(held.map(({ id }) => id).toSorted((a, b) => a - b));
  expect(asked()).toBe(Math.ceil(held.length / 10));
});

test('a page read ahead that fails is a failure only for who gets that far', async () => {
  const { sandbox, client } = await connected();
  const ids: number[] = [];
  let pages = 0;
  sandbox.onRequest(({ phase, operation }) => {
    if (phase === 'responding' && operation === 'listCertificates') pages += 1;
    if (pages === 2) sandbox.setKnobs({ failures: [{ system: 'command', response: 404 }] });
  });
  const rows = client.certificates.list({ pageSize: 10 });
  const reading = (async () => {
    for await (const { Id } of rows) ids.push(Id);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'not-found' });
  expect(ids).toHaveLength(20);
});
