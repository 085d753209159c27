import type { Sandbox } from '@certbridge/sandbox';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { type OddRow, withOddRow, withUnreadableId } from './support/changed-scm.ts';
import {
  bodyOf,
  certificateOf,
  goodParameters,
  type OrderChanges,
  orderOf,
  takeOrders,
} from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { connectionTo, type Flavour, flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { synchronizeAll } from './support/synchronize.ts';

test.each(flavours)(
  "with %s, a row whose id can't be read is one bad record beside all the others",
  async (flavour) => {
    const sandbox = await sandboxFor({ certificates: 40 });
    const issued = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
    const { sslId } = issued[5] ?? { sslId: 0 };
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withUnreadableId(url, sslId);
    const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const { records, bad } = await synchronizeAll(run);
    expect(bad).toEqual([
      {
        caRequestId: 'unknown',
        problem: expect.stringMatching(
          /^Row \d+ of the list of certificates \(next to \d+ and \d+\) can't be read: /,
        ),
      },
    ]);
    expect(records.map(({ caRequestId }) => Number(caRequestId)).toSorted((a, b) => a - b)).toEqual(
      sandbox.scmState
        .certificates()
        .map((certificate) => certificate.sslId)
        .filter((id) => id !== sslId),
    );
  },
);

/** A plugin before whose sandbox one row of a list is odd. */
async function startWithOddRow(
  row: OddRow,
  {
    flavour = 'header login',
    sandbox,
    connection,
  }: { flavour?: Flavour; sandbox?: Sandbox; connection?: object } = {},
) {
  const behind = sandbox ?? (await sandboxFor());
  const { url } = flavour === 'header login' ? behind.scm : behind.scmOAuth;
  const ApiEndpoint = await withOddRow(url, row);
  return startPlugin({ flavour, sandbox: behind, connection: { ...connection, ApiEndpoint } });
}

const oddProfile: OddRow = { list: '/ssl/v1/types', where: ['id', 1002], key: 'terms', json: '{"a":1}' };
const profileWithoutId: OddRow = { ...oddProfile, key: 'id', json: '1e400' };
const oddOrganization: OddRow = {
  list: '/organization/v1',
  key: 'departments',
  json: '"x"',
  where: ['name', 'Corp Lab'],
};
const oddField: OddRow = {
  list: '/customField/v2',
  key: 'mandatories',
  json: '"x"',
  where: ['name', 'Notes'],
};

describe.each(flavours)('with %s', (flavour) => {
  test.each<[string, OddRow]>([
    ['a profile', oddProfile],
    ['a profile without a readable id', profileWithoutId],
    ['an organization', oddOrganization],
    ['a custom field', oddField],
    ['a custom field without a readable name', { ...oddField, key: 'name', json: '{"a":1}' }],
  ])(
    "a certificate is ordered although the row of %s that it does not need can't be read",
    async (_, row) => {
      const { plugin, sandbox } = await startWithOddRow(row, { flavour });
      const csr = await csrFor('www.corp.example');
      certificateOf(await plugin.enroll(orderOf(csr)), csr);
      expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({ customFields: [{ name: 'Cost Center' }] });
    },
  );

  test.each<[string, OddRow, OrderChanges, RegExp]>([
    [
      'product',
      oddProfile,
      { productId: '1002' },
      /^SCM returns the SSL certificate profile 1002 in a form that can't be read\. Row 2 of the list of certificate profiles \(id 1002\)/,
    ],
    [
      'product, without its id,',
      profileWithoutId,
      { productId: '1002' },
      /^SCM has no SSL certificate profile "1002" for this login\. It may be the one that can't be read: Row 2 of .* Its name is "Sectigo OV SSL"\. .*There are 1001/,
    ],
    [
      'organization',
      oddOrganization,
      { parameters: { Organization: 'corp lab' } },
      /^SCM returns the organization "corp lab" in a form that can't be read\. Row \d+ of the list of organizations/,
    ],
    [
      'organization, without its name,',
      { ...oddOrganization, key: 'name', json: '["a"]' },
      { parameters: { Organization: 'corp lab' } },
      /^SCM has no organization "corp lab" .* It may be the one that can't be read: Row/,
    ],
    [
      'custom field',
      oddField,
      { parameters: { notes: 'x' } },
      /^SCM returns the custom field "Notes" in a form that can't be read\. Row \d+ of the list of custom fields/,
    ],
  ])("nothing is ordered where the row of its %s can't be read", async (_, row, changes, message) => {
    const { plugin, sandbox } = await startWithOddRow(row, { flavour });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example'), changes));
    expect(result).toMatchObject({ status: EndEntityStatus.Failed });
    expect(result.statusMessage).toMatch(message);
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test.each([oddProfile, profileWithoutId])(
    "a synchronization is complete although $key of a profile can't be read",
    async (row) => {
      const sandbox = await sandboxFor({ certificates: 40 });
      const connection = { SyncFilterProfileId: '1001, 1002' };
      for (const plugin of [
        await startWithOddRow(row, { flavour, sandbox }),
        await startWithOddRow(row, { flavour, sandbox, connection }),
      ]) {
        for (const lastSync of [null, new Date(sandbox.now.getTime() - 86_400_000)]) {
          const { records, bad } = await synchronizeAll(plugin, { lastSync, fullSync: false });
          expect(bad).toEqual([]);
          if (lastSync === null) expect(records.length).toBeGreaterThan(20);
        }
      }
    },
  );

  test("all certificates are listed where the terms of a profile can't be read, by which those without a date of issuance are found", async () => {
    const sandbox = await sandboxFor();
    const run = await startWithOddRow(oddProfile, { flavour, sandbox });
    await synchronizeAll(run);
    const lastSync = sandbox.now;
    sandbox.requests.clear();
    await synchronizeAll(run, { lastSync, fullSync: false });
    const operations = sandbox.requests.list().map(({ operation }) => operation);
    expect(operations).not.toContain('reportSslCertificates');
    expect(operations).toContain('listSsl');
  });

  test('products that can be read are listed, and the other is a finding', async () => {
    const { plugin } = await startWithOddRow(oddProfile, { flavour });
    for (const list of [plugin.getProductIds, plugin.getProducts]) {
      const findings: string[] = [];
      expect(await list({ onFinding: (finding) => findings.push(finding) })).toHaveLength(3);
      expect(findings).toEqual([
        expect.stringMatching(
          /^Row 2 of the list of certificate profiles \(id 1002\) can't be read: .* Its name is "Sectigo OV SSL"\.$/,
        ),
      ]);
    }
    await plugin.ping();
  });

  test("a connection is valid although the row of a profile that it does not need can't be read", async () => {
    const sandbox = await sandboxFor();
    const logs = await takeWarnings();
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withOddRow(url, profileWithoutId);
    const { plugin } = await startPlugin({ flavour, sandbox });
    const findings: string[] = [];
    const options = { onFinding: (finding: string) => findings.push(finding) };
    const connection = { ...connectionTo(sandbox, flavour), ApiEndpoint };
    expect(await plugin.validateCAConnectionInfo(connection, options)).toEqual([]);
    expect(findings).toEqual([]);
    await plugin.initialize(connection);
    await plugin.validateProductInfo({ productId: '1001', parameters: goodParameters });
    expect(logs).toEqual([expect.stringMatching(/^Row 2 of the list of certificate profiles/)]);
    const filtered = { ...connection, SyncFilterProfileId: '999999' };
    expect(await plugin.validateCAConnectionInfo(filtered)).toEqual([
      {
        setting: 'SyncFilterProfileId',
        message: expect.stringContaining(
          "999999 (SyncFilterProfileId). It may be the one that can't be read: Row 2",
        ),
      },
    ]);
  });
});

test('a row that a finding tells is no warning as well', async () => {
  const sandbox = await sandboxFor();
  const connection = {
    ApiEndpoint: await withOddRow(sandbox.scm.url, profileWithoutId),
    SyncFilterProfileId: '1001, 999999',
  };
  for (const validates of [false, true]) {
    const logs = await takeWarnings();
    const { plugin } = await startPlugin({ sandbox, connection });
    const findings: string[] = [];
    const options = { onFinding: (finding: string) => findings.push(finding) };
    if (validates)
      await plugin.validateCAConnectionInfo(
        { ...connectionTo(sandbox, 'header login'), ...connection },
        options,
      );
    else await Array.fromAsync(plugin.synchronize({ lastSync: null, fullSync: false }, options));
    await plugin.validateProductInfo({ productId: '1001', parameters: goodParameters });
    expect(findings).toEqual([
      expect.stringMatching(
        /999999 \(SyncFilterProfileId\)\. It may be the one that can't be read: Row 2 of/,
      ),
    ]);
    expect(logs).toEqual([]);
  }
});

test("a parameter whose custom field can't be read is reported as that", async () => {
  const { plugin } = await startWithOddRow(oddField);
  expect(await plugin.findUnknownParameters(['NOTES', 'Cost Center'])).toEqual([
    {
      setting: 'NOTES',
      message: expect.stringMatching(/^SCM returns the custom field "NOTES" in a form that can't be read\./),
    },
  ]);
  const nameless = await startWithOddRow({ ...oddField, key: 'name', json: '{"a":1}' });
  expect(await nameless.plugin.findUnknownParameters(['Notes'])).toEqual([
    { setting: 'Notes', message: expect.stringContaining("It may be the one that can't be read: Row") },
  ]);
});

describe.each([
  [
    'without a name',
    '{"id":204,"name":null}',
    "It may be the one that can't be read: Row 2 of the departments",
  ],
  [
    'without an id',
    '{"id":1e400,"name":"Corp Services Mail"}',
    'SCM returns the department "corp services mail" in a form that can\'t be read. Row 2 of the departments',
  ],
])('a department %s', (_, department, problem) => {
  const row: OddRow = {
    list: '/organization/v1',
    where: ['name', 'Corp Services'],
    key: 'departments',
    json: `[{"id":203,"name":"Corp Services Web"},${department}]`,
  };

  test.each([[{}], [{ Department: 'Corp Services Web' }]])(
    'is not missed by an order that does not need it (%j)',
    async (parameters) => {
      const logs = await takeWarnings();
      const { plugin } = await startWithOddRow(row);
      const csr = await csrFor('www.corp.example');
      certificateOf(await plugin.enroll(orderOf(csr, { parameters })), csr);
      expect(logs).toEqual([
        expect.stringMatching(/^Row 2 of the departments of organization 202 .* can't be read: /),
      ]);
    },
  );

  test.each(['Corp Services', ''])(
    'is reported where it is needed (Organization %j)',
    async (Organization) => {
      const { plugin } = await startWithOddRow(row);
      const parameters = { ...goodParameters, Organization, Department: 'corp services mail' };
      const problems = await plugin.validateProductInfo({ productId: '1001', parameters });
      const sentence =
        Organization === '' ? problem.replace('It may be the one that', 'One of them') : problem;
      expect(problems).toEqual([{ setting: 'Department', message: expect.stringContaining(sentence) }]);
    },
  );
});

test("a department may be in the organization whose row can't be read", async () => {
  const { plugin } = await startWithOddRow({ ...oddOrganization, where: ['name', 'Corp Services'] });
  const parameters = { ...goodParameters, Organization: '', Department: 'Corp Services Web' };
  expect(await plugin.validateProductInfo({ productId: '1001', parameters })).toEqual([
    { setting: 'Department', message: expect.stringContaining("One of them can't be read: Row") },
  ]);
});

test("a row that can't be read is warned of once, however often the list is read", async () => {
  const logs = await takeWarnings();
  const { plugin } = await startWithOddRow(oddField);
  for (let time = 1; time <= 3; time += 1) await plugin.findMissingParameters({});
  expect(logs).toEqual([
    expect.stringMatching(/^Row \d+ of the list of custom fields .* Its name is "Notes"\.$/),
  ]);
});

test("a product that can't be read is not warned of where it is handed over as a finding", async () => {
  const logs = await takeWarnings();
  const { plugin } = await startWithOddRow(oddProfile);
  const findings: string[] = [];
  await plugin.getProducts({ onFinding: (finding) => findings.push(finding) });
  expect([findings.length, logs]).toEqual([1, []]);
  await plugin.getProducts();
  expect(logs).toEqual(findings);
});

test('an incremental synchronization tells the row of a profile once', async () => {
  const sandbox = await sandboxFor();
  const logs = await takeWarnings();
  const run = await startWithOddRow(oddProfile, { sandbox });
  await synchronizeAll(run, { lastSync: sandbox.now, fullSync: false });
  expect(logs.filter((log) => log.includes('Row 2'))).toHaveLength(1);
});

/** The warnings from now on. */
async function takeWarnings(): Promise<string[]> {
  const logs: string[] = [];
  await configure({
    reset: true,
    sinks: { all: ({ message }: LogRecord) => logs.push(message.join('')) },
    loggers: [
      { category: ['certbridge'], sinks: ['all'], lowestLevel: 'warning' },
      { category: ['logtape', 'meta'], lowestLevel: 'error' },
    ],
  });
  onTestFinished(() => reset());
  return logs;
}
