import { describe, expect, test } from 'vitest';
import type { SectigoClient } from '../src/index.ts';
import { connect, start } from './start.ts';

const lists = {
  certificates: async (client: SectigoClient) =>
    (await Array.fromAsync(client.certificates.list({}, { pageSize: 7 }))).map(({ sslId }) => sslId),
  persons: async (client: SectigoClient) =>
    (await Array.fromAsync(client.persons.list({}, { pageSize: 7 }))).map(({ id }) => id),
  domains: async (client: SectigoClient) =>
    (await Array.fromAsync(client.domainValidations.list({}, { pageSize: 7 }))).map(({ domain }) => domain),
};

/** A sandbox with several pages of everything. */
async function startFull(options: Parameters<typeof start>[0] = {}) {
  const sandbox = await start({ certificates: 40, ...options });
  for (let number = 0; number < 40; number += 1) {
    sandbox.scmState.putPerson({ email: `p${number}@corp.example` });
    sandbox.scmState.putDomain({ domain: `d${number}.example` });
  }
  const { scmState } = sandbox;
  const everything = {
    certificates: () => scmState.certificates().map(({ sslId }) => sslId),
    persons: () => scmState.persons().map(({ id }) => id),
    domains: () => scmState.domains().map(({ domain }) => domain),
  };
  return { sandbox, everything };
}

describe.each(Object.keys(lists) as (keyof typeof lists)[])('the list of %s', (name) => {
  const list = lists[name];

  test('holds everything once', async () => {
    const { sandbox, everything } = await startFull();
    const listed = await list(connect(sandbox));
    expect(listed.toSorted()).toEqual(everything[name]().toSorted());
  });

  test('holds everything once although pages come empty, repeated or not at all', async () => {
    const { sandbox, everything } = await startFull({
      knobs: { emptyPageRate: 0.15, repeatedPageRate: 0.05, errorRate: 0.1, dropRate: 0.05 },
    });
    const listed = await list(connect(sandbox));
    expect(listed.toSorted()).toEqual(everything[name]().toSorted());
  });

  test('fails where pages stay empty, and where it never advances', async () => {
    const failure = expect.objectContaining({ code: 'invalid-response', retryable: true });
    const { sandbox } = await startFull({ knobs: { emptyPageRate: 1 } });
    await expect(list(connect(sandbox))).rejects.toThrow(failure);
    sandbox.setKnobs({ emptyPageRate: 0, repeatedPageRate: 1 });
    await expect(list(connect(sandbox))).rejects.toThrow(failure);
  });
});

test('certificates that come and go while the list is read hide none that stays, and none comes twice', async () => {
  const { sandbox, everything } = await startFull();
  const before = everything.certificates();
  const listed: number[] = [];
  const gone = new Set<number>();
  for await (const { sslId } of connect(sandbox).certificates.list({}, { pageSize: 7 })) {
    listed.push(sslId);
    if (listed.length % 7 !== 0) continue;
    const [victim] = listed.filter((id) => !gone.has(id));
    if (victim === undefined || gone.size >= 5) continue;
    gone.add(victim);
    sandbox.scmState.removeCertificate(victim);
  }
  expect(new Set(listed).size).toBe(listed.length);
  for (const id of before) expect(listed).toContain(id);
});
