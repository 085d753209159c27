import { expect, test } from 'vitest';
import type { KeyfactorClient, PagedList } from '../src/index.ts';
import { connect, start } from './start.ts';

type Options = { readonly signal: AbortSignal; readonly onUnreadableRow?: (problem: string) => void };
type ListsOf<T> = {
  [Name in keyof T]: T[Name] extends (...given: never) => PagedList<unknown> ? Name & string : never;
}[keyof T];
type List = {
  [Group in keyof KeyfactorClient]: `${Group}.${ListsOf<KeyfactorClient[Group]>}`;
}[keyof KeyfactorClient];

/** Every list that is read by pages, in each way. Complete by its type. */
const lists: Readonly<
  Record<
    List | 'certificates.list by offset',
    (client: KeyfactorClient, options: Options) => PagedList<unknown>
  >
> = {
  'certificates.list': (client, options) => client.certificates.list(options),
  'certificates.list by offset': (client, options) =>
    client.certificates.list({ ...options, paging: 'offset' }),
  'metadataFields.list': (client, options) => client.metadataFields.list(options),
};

test.each(
  Object.entries(lists).flatMap(([name, list]) =>
    [{}, { onUnreadableRow: () => {} }].map((options) => [name, list, options] as const),
  ),
)('%s gives no row after it was aborted, in its only page', async (_, list, options) => {
  const client = connect(await start());
  const rows = await list(client, { ...options, signal: new AbortController().signal }).toArray();
  expect(rows.length).toBeGreaterThan(1);
  for (const most of [1, rows.length]) {
    const controller = new AbortController();
    const given: unknown[] = [];
    const reading = async () => {
      for await (const row of list(client, { ...options, signal: controller.signal })) {
        if (given.push(row) === most) controller.abort();
      }
    };
    // Whoever has all of them loses nothing by the end that comes then.
    if (most === rows.length) await reading();
    else await expect(reading()).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
    expect(given).toEqual(rows.slice(0, most));
  }
});

test.each(
  Object.entries(lists).flatMap(([name, list]) =>
    [{}, { onUnreadableRow: () => {} }].map((options) => [name, list, options] as const),
  ),
)('%s gives no row after its client was closed, in its only page', async (_, list, options) => {
  const sandbox = await start();
  const { signal } = new AbortController();
  const rows = await list(connect(sandbox), { ...options, signal }).toArray();
  expect(rows.length).toBeGreaterThan(1);
  for (const most of [1, rows.length]) {
    const other = connect(sandbox);
    const given: unknown[] = [];
    const reading = async () => {
      for await (const row of list(other, { ...options, signal })) {
        if (given.push(row) === most) void other.close();
      }
    };
    // Whoever has all of them loses nothing by the end that comes then.
    if (most === rows.length) await reading();
    else
      await expect(reading()).rejects.toThrow(
        expect.objectContaining({
          code: 'aborted',
          message: 'The client for Keyfactor Command has been closed.',
        }),
      );
    expect(given).toEqual(rows.slice(0, most));
  }
});
