import type { Sandbox } from '@certbridge/sandbox';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryLedger } from '../src/enrollment/memory-ledger.ts';
import { createSectigoPlugin, EndEntityStatus, type OrderLedger } from '../src/index.ts';
import { type ProxyResponse, withOwnResponse, withUnreadableId } from './support/changed-scm.ts';
import { certificateOf, enrolled, keep, loseResponse, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { clockOf, connectionTo, flavours, sandboxFor, startPlugin } from './support/plugin.ts';

const enrollPath = '/api/ssl/v1/enroll';
const http = { retries: 0 };

/** Somebody has SCM put a certificate down as renewed. */
async function markRenewed({ scm }: Sandbox, sslId: number): Promise<void> {
  const { url: baseUrl, customerUri, login, password } = scm;
  const client = createSectigoClient({ baseUrl, customerUri, auth: { type: 'password', login, password } });
  await client.certificates.markRenewed(sslId);
  await client.close();
}

const connection = { PickupRetries: 2, PickupDelay: 1 };

describe.each(flavours)('an order whose response was lost, with %s', (flavour) => {
  test('is found by its reference where it was issued, and goes on', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    sandbox.setSwitches({ issueAfterRequests: 0 });
    loseResponse(sandbox, enrollPath);
    const csr = await csrFor('www.corp.example');
    const before = sandbox.scmState.size;
    const result = await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } }));
    certificateOf(result, csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    expect(sandbox.scmState.size).toBe(before + 1);
  });

  test('is found by its reference where it waits for approval, and stays pending', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, connection });
    sandbox.setSwitches({ approval: 'manual' });
    loseResponse(sandbox, enrollPath);
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    const last = sandbox.scmState.certificates().at(-1);
    expect(result).toMatchObject({
      caRequestId: String(last?.sslId),
      status: EndEntityStatus.ExternalValidation,
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('an order whose response was lost', () => {
  test('and that SCM does not show stays open, whatever time passes, and is not sent again', async () => {
    const { plugin, sandbox, clock } = await startPlugin({ connection, http });
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response: 'drop', times: 1 }] });
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr));
    expect(result).toMatchObject({
      caRequestId: '',
      certificate: null,
      status: EndEntityStatus.Failed,
      enrollmentContext: { response: 'lost' },
    });
    expect(result.statusMessage).toMatch(
      /^SCM's response to the order was lost, so it is not known whether SCM has it\. SCM does not show it so far\. In SCM its comments would hold certbridge:\w{8}-\w{8}; the common name is www\.corp\.example, the profile 1001\. The same order again looks for it and takes it as soon as SCM shows it\.$/,
    );
    expect(clock.sleeps).toEqual([1000]);
    sandbox.advanceClock(3 * 24 * 60 * 60 * 1000);
    const second = await plugin.enroll(orderOf(csr));
    expect(second).toMatchObject({ caRequestId: '', enrollmentContext: { response: 'lost' } });
    expect(second.statusMessage).toContain('The same order is under way, or was interrupted');
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    certificateOf(await plugin.enroll(orderOf(csr), { again: true }), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('and that shows up late is taken by the next one, which orders nothing', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setSwitches({ issueAfterRequests: 0 });
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [
        { method: 'POST', path: enrollPath, response: 'drop', times: 1 },
        { method: 'GET', path: '/api/ssl/v1', response: 503, times: 2 },
      ],
    });
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr));
    expect(first.statusMessage).toContain('SCM could not be asked');
    const result = await plugin.enroll(orderOf(csr, { parameters: { 'Keyfactor-Requester': 'ben' } }));
    certificateOf(result, csr);
    expect(result.enrollmentContext).toEqual({ order: 'earlier' });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is found by lookUpOrders, once SCM shows it', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [
        { method: 'POST', path: enrollPath, response: 'drop', times: 1 },
        { method: 'GET', path: '/api/ssl/v1', response: 503, times: 2 },
      ],
    });
    const csr = await csrFor('www.corp.example');
    await plugin.enroll(orderOf(csr));
    const own = String(sandbox.scmState.certificates().at(-1)?.sslId);
    expect([...(await plugin.lookUpOrders()).values()]).toEqual([own]);
    expect([...(await plugin.lookUpOrders()).values()]).toEqual([]);
    expect((await plugin.enroll(orderOf(csr))).caRequestId).toBe(own);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each([
    ['the connection is cut', 'drop'],
    ['SCM fails', 500],
    ['a proxy gives up', 504],
    ['a proxy shows a page', 'html'],
  ] as const)('is open where %s', async (_, response) => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response, times: 1 }] });
    const csr = await csrFor('www.corp.example');
    for (const _ of ['first', 'second']) {
      const result = await plugin.enroll(orderOf(csr));
      expect(result).toMatchObject({ caRequestId: '', enrollmentContext: { response: 'lost' } });
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is none where SCM refuses it: the same is ordered again', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    const csr = await csrFor('www.corp.example');
    sandbox.setSwitches({ externalRequesterOnEnroll: 'required' });
    expect(await plugin.enroll(orderOf(csr))).toMatchObject({
      caRequestId: '',
      enrollmentContext: {},
      statusMessage: expect.stringContaining('Nothing was ordered.'),
    });
    sandbox.setSwitches({ externalRequesterOnEnroll: 'optional' });
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('is none of those with the same name, key and product that do not carry its reference', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    const csr = await csrFor('www.corp.example');
    // Same key, ordered by this plugin with a further name.
    certificateOf(await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } })), csr);
    // The same, ordered elsewhere.
    const elsewhere = (await startPlugin({ sandbox })).plugin;
    certificateOf(await elsewhere.enroll(orderOf(csr)), csr);
    const names = { commonName: 'www.corp.example', sslTypeId: 1001, comments: 'Ticket 17' };
    sandbox.scmState.addCertificate({ ...names, status: 'Requested' });
    sandbox.scmState.addCertificate({ ...names, serialNumber: 'A1' });
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response: 'drop', times: 1 }] });
    const result = await plugin.enroll(orderOf(csr));
    expect(result).toMatchObject({ caRequestId: '', enrollmentContext: { response: 'lost' } });
  });

  test('is found among many of its name, the last page included, and with people’s words around the reference', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    loseResponse(sandbox, enrollPath);
    for (let count = 0; count < 205; count += 1) {
      sandbox.scmState.addCertificate({
        commonName: 'www.corp.example',
        sslTypeId: 1001,
        status: 'Requested',
      });
    }
    sandbox.onRequest(({ operation, phase }) => {
      const own = sandbox.scmState.certificates().at(-1);
      if (operation !== 'enrollSsl' || phase !== 'responding' || own === undefined) return;
      sandbox.scmState.updateCertificate(own.sslId, {
        comments: `Ticket 17, ${own.comments}, approved by Ben`,
      });
    });
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
  });

  test('whose reference somebody took out of the comments is not taken, and not ordered again', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    loseResponse(sandbox, enrollPath);
    sandbox.onRequest(({ operation, phase }) => {
      const own = sandbox.scmState.certificates().at(-1);
      if (operation !== 'enrollSsl' || phase !== 'responding' || own === undefined) return;
      sandbox.scmState.updateCertificate(own.sslId, { comments: 'update' });
    });
    const csr = await csrFor('www.corp.example');
    for (const _ of ['first', 'second']) {
      expect(await plugin.enroll(orderOf(csr))).toMatchObject({ enrollmentContext: { response: 'lost' } });
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('as a renewal is found under its new id', async () => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    loseResponse(sandbox, '/api/ssl/v1/renewById/.*');
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await plugin.enroll(orderOf(csr, { enrollmentType: 'Renew', parameters }));
    certificateOf(result, csr);
    expect(Number(result.caRequestId)).toBeGreaterThan(id);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'renewSslById']);
  });

  test.each([
    ['was there before', { before: true, comments: '' }],
    ['carries the reference of another order', { before: false, comments: 'certbridge:00000000-00000000' }],
  ])(
    'as a renewal is not a record for its key that %s, and is not sent again',
    async (_, { before, comments }) => {
      const started = await startPlugin({ connection, http });
      const { plugin, sandbox } = started;
      const { csr, x509, id } = await enrolled(started);
      // Ordered elsewhere, with the same key.
      const elsewhere = (await startPlugin({ sandbox })).plugin;
      const orderElsewhere = async () => {
        const result = await elsewhere.enroll(orderOf(csr, { parameters: { Environment: 'Test' } }));
        certificateOf(result, csr);
        sandbox.scmState.updateCertificate(Number(result.caRequestId), { comments });
      };
      if (before) await orderElsewhere();
      const path = '/api/ssl/v1/renewById/.*';
      sandbox.setKnobs({ failures: [{ method: 'POST', path, response: 'drop', times: 1 }] });
      takeOrders(sandbox);
      const parameters = { PriorCertSN: x509.serialNumber };
      const order = orderOf(csr, { enrollmentType: 'Renew', parameters });
      expect(await plugin.enroll(order)).toMatchObject({ enrollmentContext: { response: 'lost' } });
      expect(takeOrders(sandbox)).toEqual(['renewSslById']);
      if (!before) await orderElsewhere();
      await markRenewed(sandbox, id);
      takeOrders(sandbox);
      expect(await plugin.enroll(order)).toMatchObject({
        caRequestId: '',
        enrollmentContext: { response: 'lost' },
      });
      expect(takeOrders(sandbox)).toEqual([]);
    },
  );

  test('as a reissue is recognized by the certificate of its record', async () => {
    const started = await startPlugin({ connection, http });
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    const csr = await csrFor('www.corp.example');
    const order = orderOf(csr, { enrollmentType: 'Reissue', parameters: { PriorCertSN: x509.serialNumber } });
    const path = '/api/ssl/v1/replace/.*';
    sandbox.setKnobs({ failures: [{ method: 'POST', path, response: 'drop', times: 1 }] });
    for (const _ of ['first', 'second']) {
      expect(await plugin.enroll(order)).toMatchObject({
        caRequestId: '',
        enrollmentContext: { response: 'lost' },
      });
    }
    loseResponse(sandbox, path);
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const result = await plugin.enroll(order, { again: true });
    certificateOf(result, csr);
    expect(result.caRequestId).toBe(String(id));
    keep(started, result);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'replaceSsl', 'replaceSsl']);
  });
});

const statuses = [400, 401, 403, 404, 407, 409, 421, 429, 451, 499, 511];
const bodies: readonly (readonly [string, Omit<ProxyResponse, 'status'>])[] = [
  ['a page', { contentType: 'text/html', body: '<html><body>Blocked</body></html>' }],
  ['plain text', { contentType: 'text/plain', body: 'Blocked by policy.' }],
  ['nothing', { contentType: 'text/plain', body: '' }],
  ['JSON of its own', { contentType: 'application/json', body: '{"message":"Blocked","status":"error"}' }],
  ['a code of its own', { contentType: 'application/json', body: '{"code":"900802","description":"Quota"}' }],
  ['the code 0', { contentType: 'application/json', body: '{"code":0,"description":"Being processed"}' }],
];

describe('an order that was taken, to which a proxy responds', () => {
  const cases = statuses.flatMap((status) => bodies.map(([name, body]) => ({ status, name, body })));

  test.each(cases)('with $status and $name is not sent again', async ({ status, body }) => {
    const sandbox = await sandboxFor();
    const response = { status, ...body };
    const ApiEndpoint = await withOwnResponse(sandbox.scm.url, { path: /enroll$/, response });
    const { plugin } = await startPlugin({ sandbox, http, connection: { ...connection, ApiEndpoint } });
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr));
    // After a refused login, nothing more is asked.
    if (status === 401) expect(result.enrollmentContext).toEqual({ response: 'lost' });
    else certificateOf(result, csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('with 401 and a document without a code is not sent again with a renewed login', async () => {
    const sandbox = await sandboxFor();
    const response = { status: 401, contentType: 'application/json', body: '{"description":"expired"}' };
    const { url } = sandbox.scmOAuth;
    const proxy = await withOwnResponse(url, { path: /enroll$/, response });
    const ApiEndpoint = proxy + new URL(url).pathname;
    const { plugin } = await startPlugin({
      flavour: 'OAuth2',
      sandbox,
      http,
      connection: { ...connection, ApiEndpoint },
    });
    await plugin.enroll(orderOf(await csrFor('www.corp.example'))).catch(() => {});
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each([401, 429])('with %i and a page is not sent again with a renewed login', async (status) => {
    const { plugin, sandbox } = await startPlugin({ flavour: 'OAuth2', connection, http });
    sandbox.setKnobs({
      faultsAfterWrite: true,
      htmlStatus: status,
      failures: [{ method: 'POST', path: enrollPath, response: 'html', times: 1 }],
    });
    const before = sandbox.scmState.size;
    await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    expect(sandbox.scmState.size).toBe(before + 1);
  });

  test.each([
    ['Renew', 'renewSslById'],
    ['Reissue', 'replaceSsl'],
  ] as const)('as one of kind %s is not sent again', async (enrollmentType, operation) => {
    const started = await startPlugin({ connection, http });
    const { plugin, sandbox } = started;
    const { x509 } = await enrolled(started);
    sandbox.setSwitches({ issueAfterRequests: 0 });
    sandbox.setKnobs({
      faultsAfterWrite: true,
      htmlStatus: 429,
      failures: [{ method: 'POST', path: '/api/ssl/v1/re(newById|place)/.*', response: 'html', times: 1 }],
    });
    takeOrders(sandbox);
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    certificateOf(await plugin.enroll(orderOf(csr, { enrollmentType, parameters })), csr);
    expect(takeOrders(sandbox)).toEqual([operation]);
  });
});

// What a proxy passes on that sends a request twice: the refusal of the second one.
const secondRefusals: readonly (readonly [string, number])[] = [
  ['{"code":-130,"description":"Not issued"}', 400],
  ['{"code":-105,"description":"Renewal failed"}', 400],
  ['{"code":-3114,"description":"Changed"}', 400],
  ['{"description":"Refused"}', 400],
  ['{"code":-1,"description":"Too many requests"}', 429],
];

describe.each(secondRefusals)('an order that was taken, and gets %s with %i', (body, status) => {
  test.each([
    ['Renew', 'renewSslById', 'issued', undefined],
    ['Renew', 'renewSslById', 'not issued yet', { issueAfterRequests: 100 }],
    ['Reissue', 'replaceSsl', 'issued', undefined],
    ['Reissue', 'replaceSsl', 'not issued yet', { issueAfterRequests: 100 }],
  ] as const)(
    'as one of kind %s is not ordered anew (%s, %s)',
    async (enrollmentType, operation, _, switches) => {
      const started = await startPlugin({ connection, http });
      const { sandbox, reader } = started;
      const { x509, id } = await enrolled(started);
      if (switches !== undefined) sandbox.setSwitches(switches);
      const response = { status, contentType: 'application/json', body };
      const ApiEndpoint = await withOwnResponse(sandbox.scm.url, { path: /renewById|replace/, response });
      const { plugin } = await startPlugin({
        sandbox,
        reader,
        http,
        connection: { ...connection, ApiEndpoint },
      });
      const csr = await csrFor('www.corp.example');
      const parameters = { PriorCertSN: x509.serialNumber };
      takeOrders(sandbox);
      for (const _again of ['first', 'second']) {
        const result = await plugin.enroll(orderOf(csr, { enrollmentType, parameters }));
        if (switches !== undefined) expect(result).toMatchObject({ enrollmentContext: { response: 'lost' } });
        else expect(Number(result.caRequestId)).toBe(enrollmentType === 'Renew' ? id + 1 : id);
      }
      expect(takeOrders(sandbox)).toEqual([operation]);
    },
  );
});

test.each(secondRefusals)(
  'a new order that was taken, and gets %s with %i, is known by its reference',
  async (body, status) => {
    const sandbox = await sandboxFor();
    const response = { status, contentType: 'application/json', body };
    const ApiEndpoint = await withOwnResponse(sandbox.scm.url, { path: /enroll$/, response });
    const { plugin } = await startPlugin({ sandbox, http, connection: { ...connection, ApiEndpoint } });
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  },
);

test('an order that SCM itself refuses is not open', async () => {
  const { plugin, sandbox } = await startPlugin({ http, connection });
  sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response: 429 }] });
  const csr = await csrFor('www.corp.example');
  await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
  sandbox.setKnobs({ failures: [] });
  certificateOf(await plugin.enroll(orderOf(csr)), csr);
});

test('an order whose login SCM refuses is not open', async () => {
  const sandbox = await sandboxFor();
  const body = '{"code":-16,"description":"Unknown user"}';
  const response = { status: 401, contentType: 'application/json', body };
  const ApiEndpoint = await withOwnResponse(sandbox.scm.url, { path: /enroll$/, response });
  const { plugin } = await startPlugin({ sandbox, http, connection: { ...connection, ApiEndpoint } });
  const csr = await csrFor('www.corp.example');
  await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'refused' });
});

describe("an order whose response was lost, beside a record that can't be read", () => {
  /** The plugin, at an SCM whose list gives one certificate an id that JSON can't carry. */
  async function startBeside(sslIdOf: (other: number) => number) {
    const sandbox = await sandboxFor();
    const { plugin: first } = await startPlugin({ sandbox });
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const other = await first.enroll(orderOf(await csrFor('www.corp.example')));
    takeOrders(sandbox);
    const sslId = sslIdOf(Number(other.caRequestId));
    const ApiEndpoint = await withUnreadableId(sandbox.scm.url, sslId);
    return startPlugin({ sandbox, http, connection: { ...connection, ApiEndpoint } });
  }

  test('is found', async () => {
    const { plugin, sandbox } = await startBeside((other) => other);
    loseResponse(sandbox, enrollPath);
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is not known to be placed where that may be the order, and is not sent again', async () => {
    const { plugin, sandbox } = await startBeside((other) => other + 1);
    loseResponse(sandbox, enrollPath);
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr));
    expect(sandbox.scmState.certificates().at(-1)?.commonName).toBe('www.corp.example');
    expect(result).toMatchObject({ caRequestId: '', enrollmentContext: { response: 'lost' } });
    expect(result.statusMessage).toMatch(
      /it is not known whether SCM has it\. It may be a record that can't be read: Row \d+ of the list of certificates/,
    );
    expect([...(await plugin.lookUpOrders()).values()]).toEqual([]);
    const second = await plugin.enroll(orderOf(csr));
    expect(second.statusMessage).toContain("It may be a record that can't be read");
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('that an order is about to be sent', () => {
  async function startWith(changes: Partial<OrderLedger>) {
    const sandbox = await sandboxFor();
    const calls: string[] = [];
    const ledger: OrderLedger = {
      ...createMemoryLedger(),
      sending: async (number) => {
        calls.push(`sending ${number}, ${takeOrders(sandbox).length} sent`);
      },
      ended: (number) => {
        calls.push(`ended ${number}`);
      },
      ...changes,
    };
    const plugin = createSectigoPlugin({ reader: memoryReader(), clock: clockOf(sandbox), orders: ledger });
    onTestFinished(() => plugin.close());
    await plugin.initialize(connectionTo(sandbox));
    return { plugin, sandbox, calls, ledger };
  }

  test('is recorded before it is, and its end after it', async () => {
    const { plugin, calls } = await startWith({});
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(calls).toEqual(['sending 1, 0 sent', 'ended 1']);
  });

  test("is over can't always be recorded, which does not count for its outcome", async () => {
    const ended = async () => {
      throw new Error('The database is locked.');
    };
    const { plugin } = await startWith({ ended });
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
  });

  test('must be recorded: else it is not sent, and not open', async () => {
    const sending = async () => {
      throw new Error('The disk is full.');
    };
    const { plugin, sandbox, calls, ledger } = await startWith({ sending });
    const csr = await csrFor('www.corp.example');
    await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
    expect(takeOrders(sandbox)).toEqual([]);
    expect(await ledger.open()).toEqual([]);
    expect(calls).toEqual(['ended 1']);
  });
});
