import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultKnobs, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let scm: CheckedCall;
let command: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 60 });
  scm = createScmCall(sandbox);
  command = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setKnobs(defaultKnobs());
  sandbox.requests.clear();
});

const types = () => scm('GET /api/ssl/v1/types', { unchecked: true });

describe('knobs', () => {
  it('return errors in the format of the system, with Retry-After where it applies', async () => {
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [429], retryAfterSeconds: 2 });
    const response = await types();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('2');
    sandbox.setKnobs({ errorStatuses: [500] });
    expect((await types()).headers.has('retry-after')).toBe(false);
    expect((await command('GET /MetadataFields', { unchecked: true })).json).toHaveProperty('ErrorCode');
  });

  it('strike one system and spare the others', async () => {
    sandbox.setKnobs({ scm: { errorRate: 1, errorStatuses: [503] } });
    expect((await types()).status).toBe(503);
    expect((await command('GET /MetadataFields')).status).toBe(200);
  });

  it('return the HTML of a proxy with the chosen status', async () => {
    sandbox.setKnobs({ htmlRate: 1 });
    expect(await types()).toMatchObject({ status: 502, text: expect.stringContaining('<html>') });
    sandbox.setKnobs({ htmlStatus: 200 });
    expect((await types()).status).toBe(200);
  });

  it('cut connections before the response and in the middle of its body', async () => {
    sandbox.setKnobs({ dropRate: 1 });
    const outcomes = new Set<string>();
    for (let index = 0; index < 20; index += 1) {
      const response = await fetch(`${sandbox.scm.url}/api/ssl/v1/types`).catch(() => undefined);
      const body = await response?.text().catch(() => undefined);
      outcomes.add(response === undefined ? 'no response' : body === undefined ? 'broken body' : 'response');
    }
    expect(outcomes).toEqual(new Set(['no response', 'broken body']));
    expect(sandbox.requests.summary().scm.byStatus).toEqual({ dropped: 20 });
  });

  it('limit the rate and say when to come back', async () => {
    sandbox.setKnobs({ scm: { rateLimitPerSecond: 0.001 } });
    expect((await types()).status).toBe(200);
    const limited = await types();
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('empty or repeat list pages, total unchanged', async () => {
    const page = (query: object) => scm('GET /api/ssl/v1', { query: { size: 10, ...query } });
    const first = await page({});
    sandbox.setKnobs({ emptyPageRate: 1 });
    const empty = await page({ position: 10 });
    expect(empty.json).toEqual([]);
    expect(empty.headers.get('x-total-count')).toBe(first.headers.get('x-total-count'));
    sandbox.setKnobs({ emptyPageRate: 0, repeatedPageRate: 1 });
    expect((await page({ position: 10 })).json).toEqual(first.json);
  });

  it('repeat pages of Command too, by offset and by key', async () => {
    const page = (query: object) =>
      command('GET /Certificates', { query: { ReturnLimit: 5, SortField: 'CertId', ...query } });
    const first = (await page({})).json;
    sandbox.setKnobs({ repeatedPageRate: 1 });
    expect((await page({ PageReturned: 3 })).json).toEqual(first);
    expect((await page({ QueryString: 'CertId -gt 20' })).json).toEqual(first);
    sandbox.setKnobs({ repeatedPageRate: 0, emptyPageRate: 1 });
    expect((await page({})).json).toEqual([]);
  });

  it('keep writes from taking effect, or let them take effect and lose the response', async () => {
    const write = (value: string) =>
      command('PUT /Certificates/Metadata', {
        body: { Id: 1, Metadata: { BusinessUnit: value } },
        unchecked: true,
      });
    sandbox.setKnobs({ errorRate: 1 });
    await write('before');
    expect(sandbox.commandState.certificate(1)?.metadata.BusinessUnit).not.toBe('before');
    sandbox.setKnobs({ faultsAfterWrite: true });
    expect((await write('after')).status).toBeGreaterThanOrEqual(400);
    expect(sandbox.commandState.certificate(1)?.metadata.BusinessUnit).toBe('after');
    sandbox.setKnobs({ errorRate: 0, dropRate: 1 });
    await expect(write('dropped')).rejects.toThrow();
    expect(sandbox.commandState.certificate(1)?.metadata.BusinessUnit).toBe('dropped');
  });

  it('strike the same requests in every run from the same seed', async () => {
    const run = async () => {
      const own = await startSandbox({ seed: 9, certificates: 5, knobs: { errorRate: 0.5 } });
      const call = createScmCall(own);
      const statuses: number[] = [];
      for (let index = 0; index < 20; index += 1)
        statuses.push((await call('GET /api/ssl/v1/types', { unchecked: true })).status);
      await own.close();
      return statuses;
    };
    const statuses = await run();
    expect(await run()).toEqual(statuses);
    expect(new Set(statuses)).toEqual(new Set([200, 429, 500]));
  });
});

describe('failures', () => {
  it('fail one certificate for good and no other', async () => {
    sandbox.setKnobs({ failures: [{ system: 'command', body: '"Id":1\\b', response: 500 }] });
    const write = (Id: number) =>
      command('PUT /Certificates/Metadata', {
        body: { Id, Metadata: { BusinessUnit: 'x' } },
        unchecked: true,
      });
    expect([await write(1), await write(1), await write(10)].map(({ status }) => status)).toEqual([
      500, 500, 204,
    ]);
  });

  it('end after the given number of times', async () => {
    sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1/types', response: 'html', times: 1 }] });
    expect([(await types()).status, (await types()).status]).toEqual([502, 200]);
  });

  it('cut connections', async () => {
    sandbox.setKnobs({ failures: [{ method: 'GET', response: 'drop' }] });
    await expect(types()).rejects.toThrow();
  });
});

describe('closing', () => {
  it('does not wait for requests under way', async () => {
    const own = await startSandbox({ certificates: 0, knobs: { latencyMs: 600_000 } });
    const pending = fetch(`${own.scm.url}/api/ssl/v1/types`).then(
      () => 'responded',
      () => 'cut',
    );
    while (own.requests.summary().total === 0) await new Promise((resolve) => setImmediate(resolve));
    await own.close();
    expect(await pending).toBe('cut');
  });
});
