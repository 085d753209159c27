import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Sandbox } from '@certbridge/sandbox';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../src/create-sectigo-plugin.ts';
import { createSectigoPlugin, EndEntityStatus } from '../src/index.ts';
import { withoutRevocationFacts, withStrangeState } from './support/changed-scm.ts';
import { enrolled, loseResponse, orderOf } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { operations } from './support/operations.ts';
import { connectionTo, type Flavour, flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { findByStatus, synchronizeAll, takeRequests } from './support/synchronize.ts';

// Each group is named for what the original does, and each test in it for what is right. Those of enrollment have their own file.

const everything = { lastSync: null, fullSync: true };
const ids = (records: readonly { readonly caRequestId: string }[]) =>
  records.map(({ caRequestId }) => Number(caRequestId)).toSorted((a, b) => a - b);
const idsInScm = ({ scmState }: Sandbox) => scmState.certificates().map(({ sslId }) => sslId);
const urlOf = ({ scm, scmOAuth }: Sandbox, flavour: Flavour) =>
  flavour === 'header login' ? scm.url : scmOAuth.url;

/** Waits until nothing is sent any more. */
async function untilQuiet({ requests }: Sandbox): Promise<void> {
  for (let before = -1; before !== requests.summary().total; await delay(150)) {
    before = requests.summary().total;
  }
}

describe.each(flavours)('with %s', (flavour) => {
  describe("a certificate revoked in Sectigo can't be downloaded (-110) and is skipped, so revocations never reach Keyfactor", () => {
    test('a status-only record, with date and reason', async () => {
      const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
      await synchronizeAll(run);
      const sslId = findByStatus(run.sandbox, 'Issued');
      run.sandbox.advanceClock(36 * 60 * 60 * 1000);
      run.sandbox.scmState.updateCertificate(sslId, { status: 'Revoked', reasonCode: 4 });
      const { records } = await synchronizeAll(run);
      expect(records).toEqual([
        {
          caRequestId: String(sslId),
          certificate: null,
          serialNumber: expect.stringMatching(/^[1-9A-F][0-9A-F]+$/),
          status: 50,
          productId: expect.any(String),
          csr: null,
          revocationDate: new Date('2026-03-02T00:00:00Z'),
          revocationReason: 4,
          statusMessage: null,
        },
      ]);
      expect((await synchronizeAll(run)).records).toEqual([]);
    });
  });

  describe('a full queue drops certificates in silence, or hammers the API while it waits', () => {
    test("an async iterator: the consumer's pace is the producer's", async () => {
      const run = await startPlugin({ flavour, sandboxOptions: { certificates: 200 } });
      const taken: { readonly caRequestId: string }[] = [];
      for await (const record of run.plugin.synchronize(everything)) {
        taken.push(record);
        if (taken.length > 1) continue;
        await untilQuiet(run.sandbox);
        const read = takeRequests(run.sandbox);
        // One was taken; 16 are under way and eight ready, each with at most two calls.
        expect((read.collectSsl ?? 0) + (read.getSsl ?? 0)).toBeLessThanOrEqual(2 * 25);
      }
      expect(ids(taken)).toEqual(idsInScm(run.sandbox));
    });
  });

  describe('one unknown status (Replaced, SA Approved, Unmanaged) ends the whole sync as if complete', () => {
    test('every documented status is mapped', async () => {
      const sandbox = await sandboxFor({ certificates: 20, switches: { statusSpelling: 'SA Approved' } });
      const ApiEndpoint = await withStrangeState(urlOf(sandbox, flavour), 'Unmanaged');
      const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
      const { records, bad } = await synchronizeAll(run);
      expect(bad).toEqual([]);
      expect(ids(records)).toEqual(idsInScm(sandbox));
      const statusOf = (state: string) =>
        run.reader.records.get(String(findByStatus(sandbox, state)))?.status;
      expect(statusOf('Replaced')).toBe(EndEntityStatus.Generated);
      expect(statusOf('SAApproved')).toBe(EndEntityStatus.ExternalValidation);
      expect(statusOf('Applied')).toBe(EndEntityStatus.Historical);
    });

    test('an unknown one is isolated and reported', async () => {
      const sandbox = await sandboxFor({ certificates: 20 });
      const ApiEndpoint = await withStrangeState(urlOf(sandbox, flavour), 'Hibernating');
      const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
      const { records, bad } = await synchronizeAll(run);
      const applied = findByStatus(sandbox, 'Applied');
      expect(bad).toEqual([
        { caRequestId: String(applied), problem: expect.stringContaining('"Hibernating"') },
      ]);
      expect(ids([...records, ...bad])).toEqual(idsInScm(sandbox));
    });
  });

  describe('a failed list ends the sync as if complete', () => {
    test('the iterator throws; the host does not advance its last-sync time', async () => {
      const run = await startPlugin({
        flavour,
        sandboxOptions: { certificates: 20 },
        connection: { PageSize: 5 },
        http: { retries: 0 },
      });
      const { sandbox, reader } = run;
      let lastSync: Date | null = null;
      const synchronizeAsHost = async () => {
        const startedAt = sandbox.now;
        await synchronizeAll(run, { lastSync, fullSync: false });
        lastSync = startedAt;
      };
      // Some pages come, and then no more.
      const stop = sandbox.onRequest(({ phase, operation }) => {
        if (phase !== 'responding' || operation !== 'listSsl') return;
        sandbox.setKnobs({ failures: [{ system: 'scm', path: '/api/ssl/v[12]', response: 503 }] });
      });
      await expect(synchronizeAsHost()).rejects.toMatchObject({
        name: 'CaPluginError',
        code: 'unavailable',
        message: expect.stringContaining('503'),
      });
      stop();
      expect([lastSync, reader.records.size]).toEqual([null, 0]);
      sandbox.setKnobs({ failures: [] });
      await synchronizeAsHost();
      expect([lastSync, reader.records.size]).toEqual([sandbox.now, sandbox.scmState.size]);
    });
  });

  describe('the paging position overlaps one record a page, and a page of failing records loops forever', () => {
    test.each([1, 3])('exact positions, with pages of %i', async (PageSize) => {
      const run = await startPlugin({
        flavour,
        sandboxOptions: { certificates: 20 },
        connection: { PageSize },
      });
      const { records } = await synchronizeAll(run);
      expect(ids(records)).toEqual(idsInScm(run.sandbox));
      const issued = run.sandbox.requests.list({ operation: 'listSsl' }).flatMap(({ query }) => {
        return query.status === 'Issued' ? [Number(query.position)] : [];
      });
      expect(issued.length).toBeGreaterThan(1);
      expect(issued.toSorted((a, b) => a - b)).toEqual(issued.map((_, page) => page * PageSize));
    });

    test('bounded retries', async () => {
      const run = await startPlugin({
        flavour,
        sandboxOptions: { certificates: 20 },
        connection: { PageSize: 5 },
        http: { retries: 0 },
      });
      run.sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1/(collect/)?\\d+', response: 404 }] });
      const { records, bad } = await synchronizeAll(run);
      expect(ids([...records, ...bad])).toEqual(idsInScm(run.sandbox));
      expect(bad.length).toBeGreaterThan(20);
      const asked = run.sandbox.requests
        .list()
        .filter(({ operation }) => /^(get|collect)Ssl$/.test(operation));
      expect(asked.length).toBe(bad.length);
    });
  });

  describe('pending and declined requests (no serial yet) are never synchronised', () => {
    test('recorded under their request id with their status', async () => {
      const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
      await synchronizeAll(run);
      const { scmState } = run.sandbox;
      const requested = findByStatus(run.sandbox, 'Requested');
      const applied = findByStatus(run.sandbox, 'Applied');
      expect(run.reader.records.get(String(requested))).toMatchObject({ status: 90, certificate: null });
      await scmState.decide(requested, 'decline');
      await scmState.decide(applied, 'issue');
      const { records } = await synchronizeAll(run);
      expect(records.toSorted((a, b) => a.status - b.status)).toEqual([
        expect.objectContaining({
          caRequestId: String(requested),
          status: 11,
          certificate: null,
          statusMessage: 'Declined by an administrator of SCM.',
        }),
        expect.objectContaining({
          caRequestId: String(applied),
          status: 40,
          certificate: expect.stringMatching(/^MII/),
        }),
      ]);
    });
  });

  describe('revocation reason always 0; revocation date "now" for active certificates', () => {
    test('reason and date from the API', async () => {
      const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
      const { scmState } = run.sandbox;
      const sslId = findByStatus(run.sandbox, 'Issued');
      const { serialNumber } = scmState.certificate(sslId) ?? {};
      run.sandbox.advanceClock(36 * 60 * 60 * 1000);
      const request = { caRequestId: String(sslId), serialNumber: serialNumber ?? '', reason: 3 };
      expect(await run.plugin.revoke(request)).toBe(EndEntityStatus.Revoked);
      run.sandbox.advanceClock(36 * 60 * 60 * 1000);
      const { records } = await synchronizeAll(run);
      for (const { caRequestId, status, revocationDate, revocationReason } of records) {
        if (status !== EndEntityStatus.Revoked) {
          expect([revocationDate, revocationReason]).toEqual([null, null]);
          continue;
        }
        expect(revocationReason).toBe(scmState.certificate(Number(caRequestId))?.reasonCode);
        expect(revocationDate).toBeInstanceOf(Date);
      }
      expect(records.find(({ caRequestId }) => caRequestId === String(sslId))).toMatchObject({
        revocationDate: new Date('2026-03-02T00:00:00Z'),
        revocationReason: 3,
      });
    });

    test('null when there is none', async () => {
      const sandbox = await sandboxFor({ certificates: 20 });
      const ApiEndpoint = await withoutRevocationFacts(urlOf(sandbox, flavour));
      const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
      const { records } = await synchronizeAll(run);
      expect(records.some(({ status }) => status === EndEntityStatus.Revoked)).toBe(true);
      for (const { revocationDate, revocationReason } of records) {
        expect([revocationDate, revocationReason]).toEqual([null, null]);
      }
    });
  });
});

describe('validation of the connection settings is a no-op', () => {
  test('every problem listed at once; then a live call unless Enabled is false', async () => {
    const sandbox = await sandboxFor();
    const connection = connectionTo(sandbox);
    const { Password: _, ...incomplete } = connection;
    const plugin = createSectigoPlugin({ reader: memoryReader() });
    const problems = await plugin.validateCAConnectionInfo({
      ...incomplete,
      PageSize: 'many',
      Enabled: 'perhaps',
    });
    expect(problems.map(({ setting }) => setting)).toEqual(['Enabled', 'PageSize', 'Password']);
    await expect(plugin.initialize({ ...incomplete, PageSize: 'many' })).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-settings',
        message:
          'PageSize must be a whole number from 1 to 200. Password is missing. Give the password of the API login, or choose another AuthType.',
      }),
    );
    const wrong = { ...connection, Password: 'old' };
    expect(await plugin.validateCAConnectionInfo({ ...wrong, Enabled: false })).toEqual([]);
    expect(sandbox.requests.list()).toEqual([]);
    expect(await plugin.validateCAConnectionInfo(wrong)).toEqual([
      { setting: null, message: expect.stringContaining('refused the login') },
    ]);
    expect(await plugin.validateCAConnectionInfo(connection)).toEqual([]);
    expect(sandbox.requests.list().map(({ status }) => status)).toEqual([401, 200]);
  });
});

describe('Enabled honoured by ping alone', () => {
  test.each(operations)(
    'every operation refuses with a clear message while disabled: %s',
    async (_, operation) => {
      const { plugin, sandbox } = await startPlugin({ connection: { Enabled: 'false' } });
      await expect(operation(plugin)).rejects.toThrow(
        expect.objectContaining({
          code: 'disabled',
          message: 'The CA is disabled. Set Enabled to true in its connection settings.',
        }),
      );
      expect(sandbox.requests.list()).toEqual([]);
    },
  );
});

describe('a new HTTP client per call; threads slept', () => {
  test('one client: one token does for all calls', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour: 'OAuth2' });
    const tokenPath = new URL(sandbox.scmOAuth.tokenUrl).pathname;
    let tokens = 0;
    sandbox.onRequest(({ phase, path }) => {
      if (phase === 'arrived' && path === tokenPath) tokens += 1;
    });
    await plugin.ping();
    await plugin.getProductIds();
    const [first] = idsInScm(sandbox);
    await Promise.all(Array.from({ length: 5 }, () => plugin.getSingleRecord(String(first))));
    expect(tokens).toBe(1);
  });

  test('timers that end on abort', async () => {
    const sandbox = await sandboxFor({ switches: { approval: 'manual' } });
    // The clock of the machine, on which the waits would take minutes.
    const waits: Promise<void>[] = [];
    const controller = new AbortController();
    const sleep = (ms: number, signal?: AbortSignal) => {
      const wait = systemClock.sleep(ms, signal);
      waits.push(wait);
      setImmediate(() => controller.abort());
      return wait;
    };
    const plugin = createSectigoPlugin({ reader: memoryReader(), clock: { ...systemClock, sleep } });
    onTestFinished(() => plugin.close());
    await plugin.initialize({ ...connectionTo(sandbox), PickupRetries: 5, PickupDelay: 60 });
    const order = orderOf(await csrFor('www.corp.example'));
    const result = await plugin.enroll(order, { signal: controller.signal });
    expect(result.status).toBe(EndEntityStatus.ExternalValidation);
    expect(waits).toHaveLength(1);
    await expect(waits[0]).rejects.toMatchObject({ name: 'AbortError' });
    expect(sandbox.requests.summary().scm.byOperation.collectSsl).toBe(1);
  });
});

describe("CSR and requester's e-mail in debug logs", () => {
  test.each(flavours)('never, over enrollment, synchronization and revocation: %s', async (flavour) => {
    const logs: LogRecord[] = [];
    await configure({
      reset: true,
      sinks: { all: (record) => logs.push(record) },
      loggers: [
        { category: ['certbridge'], sinks: ['all'], lowestLevel: 'trace' },
        { category: ['logtape', 'meta'], lowestLevel: 'error' },
      ],
    });
    onTestFinished(() => reset());
    const connection = { ExternalRequestorFieldName: 'Requester', PickupRetries: 1 };
    const run = await startPlugin({ flavour, connection, http: { retries: 0 } });
    const { plugin, sandbox } = run;
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const parameters = { Requester: 'anna@corp.example', 'Keyfactor-Requester': 'CORP\\anna.berg' };
    const { csr, x509, id } = await enrolled(run, { parameters });
    const order = orderOf(csr, { parameters });
    const results: unknown[] = [await plugin.enroll({ ...order, subject: 'CN="' })];
    loseResponse(sandbox, '/api/ssl/v1/enroll');
    results.push(await plugin.enroll(order, { again: true }));
    sandbox.setKnobs({ failures: [{ method: 'POST', path: '/api/ssl/v1/enroll', response: 500 }] });
    results.push(await plugin.enroll(order, { again: true }));
    results.push(await plugin.enroll({ ...order, csr: csr.pem.replace('REQUEST', 'REQUESTS') }));
    sandbox.setKnobs({ failures: [] });
    results.push(await synchronizeAll(run, { lastSync: sandbox.now, fullSync: false }));
    const request = { caRequestId: String(id), serialNumber: x509.serialNumber, reason: 4 };
    results.push(await plugin.revoke(request));
    results.push(await synchronizeAll(run));
    expect(run.reader.records.get(String(id))?.status).toBe(EndEntityStatus.Revoked);

    const levels = new Set(logs.map(({ level }) => level));
    expect([...levels]).toEqual(expect.arrayContaining(['debug', 'info', 'warning']));
    const shown = inspect([logs, results], {
      depth: Number.POSITIVE_INFINITY,
      maxArrayLength: null,
      maxStringLength: null,
    });
    const line = csr.pem.split('\n')[1] ?? '';
    for (const text of [line, csr.der.toString('hex').slice(0, 40), 'anna@corp.example', 'anna.berg']) {
      expect(shown).not.toContain(text);
    }
  });
});
