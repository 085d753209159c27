import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { makeCsr } from '../../../packages/ca-host/test/support/make-csr.ts';
import { goodSettings, startCa, writesTo } from './ca-workplace.ts';
import { startFront } from './front-server.ts';

/** The id and serial number of a certificate of the sandbox in a state. */
function findIn({ scmState }: Sandbox, state: string) {
  const certificate = scmState.certificates().find(({ status }) => status === state);
  if (certificate === undefined) throw new Error(`the sandbox has no certificate in state ${state}`);
  return { id: String(certificate.sslId), serialNumber: certificate.serialNumber ?? '' };
}

/** The ways in which people paste a serial number. */
function spellingsOf(serialNumber: string): string[] {
  const pairs = serialNumber.match(/../g) ?? [];
  return [
    serialNumber,
    serialNumber.toLowerCase(),
    pairs.join(':'),
    pairs.join(' ').toLowerCase(),
    pairs.join('-'),
    `0x${serialNumber}`,
    `serial=${serialNumber}`,
    `00:${pairs.join(':')}`,
  ];
}

test('a request is read from SCM by its serial number in every notation, without a synchronization before', async () => {
  const { run, sandbox, workplace } = await startCa();
  const { id, serialNumber } = findIn(sandbox, 'Issued');
  for (const [index, text] of spellingsOf(serialNumber).entries()) {
    const database = path.join(workplace.base, `${index}.db`);
    const { code, json } = await run('get', text, '--json', '--database', database);
    expect([text, code, json().request?.id]).toEqual([text, 0, id]);
  }
});

test('a certificate is revoked by id or serial number, without a synchronization before', async () => {
  const { run, sandbox } = await startCa();
  const first = findIn(sandbox, 'Issued');
  const byId = await run('revoke', first.id, '--reason', 'superseded');
  expect(byId).toMatchObject({ code: 0, stdout: expect.stringContaining('is revoked') });
  expect(sandbox.scmState.certificate(Number(first.id))).toMatchObject({ status: 'Revoked', reasonCode: 4 });
  // It is kept, so that it can be handed out, though SCM no longer does that.
  expect((await run('export', first.id)).code).toBe(0);
  const second = findIn(sandbox, 'Issued');
  const colons = second.serialNumber.replace(/(..)(?=.)/g, '$1:').toLowerCase();
  expect(await run('revoke', colons, '--reason', '4')).toMatchObject({ code: 0 });
  expect(sandbox.scmState.certificate(Number(second.id))).toMatchObject({ status: 'Revoked' });
  expect(await run('revoke', second.id, '--reason', '4')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing was changed'),
  });
});

test('the guards of a revocation hold for what is read from SCM, too', async () => {
  const { run, sandbox } = await startCa();
  const one = findIn(sandbox, 'Issued');
  const waiting = findIn(sandbox, 'Requested');
  const revoked = findIn(sandbox, 'Revoked');
  const [, other] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  sandbox.setKnobs({ collectedInstead: [{ sslId: Number(one.id), instead: other?.sslId ?? 0 }] });
  expect(await run('revoke', one.id, '--reason', '4')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('serial number'),
  });
  expect(await run('revoke', waiting.id, '--reason', '4')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('nothing was revoked'),
  });
  expect(await run('revoke', revoked.id, '--reason', '4')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing was changed'),
  });
  expect((await run('revoke', '999999', '--reason', '4')).code).toBe(2);
  expect((await run('revoke', 'AB:CD:EF:01:23:45:67:89:AB', '--reason', '4')).code).toBe(2);
  expect(writesTo(sandbox)).toBe(0);
});

test.each(['get', 'revoke', 'export', 'renew', 'reissue'])(
  'what is neither an id nor a serial number is exit 2 for %s, and nothing is sent',
  async (action) => {
    const { run, sandbox, writeCsr } = await startCa();
    await run('sync');
    sandbox.requests.clear();
    const options = {
      revoke: ['--reason', '4'],
      renew: ['--csr', await writeCsr('www.corp.example')],
      reissue: ['--csr', await writeCsr('api.corp.example')],
    }[action];
    for (const text of ['www.corp.example', 'AB:C', '0x', '../1000', '1234-x']) {
      expect(await run(action, text, ...(options ?? []))).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('neither the id of a request nor a serial number'),
      });
    }
    expect(sandbox.requests.list()).toEqual([]);
  },
);

test('ids of older gateways are read as their first part', async () => {
  const { run, sandbox } = await startCa();
  const { id } = findIn(sandbox, 'Issued');
  expect((await run('get', `${id}-5678`, '--json')).json()).toMatchObject({ request: { id } });
  expect((await run('export', `${id}-5678`)).code).toBe(0);
  expect((await run('revoke', `${id}-5678`, '--reason', '4')).code).toBe(0);
  expect((await run('list', '--json')).json().requests).toHaveLength(1);
});

test('the serial number of a certificate that was replaced does not stand for the new one', async () => {
  const { run, enroll, writeCsr, sandbox } = await startCa();
  const before = (await enroll('www.corp.example', '--json')).json().request;
  const old = before.certificate.serialNumber;
  const csr = await writeCsr('www.corp.example');
  expect((await run('reissue', before.id, '--csr', csr, ...goodSettings)).code).toBe(0);
  sandbox.requests.clear();
  for (const argv of [
    ['revoke', old, '--reason', '4'],
    ['export', old],
    ['get', old],
  ] as const) {
    const [action, ...rest] = argv;
    expect(await run(action, ...rest)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was replaced'),
    });
  }
  expect(writesTo(sandbox)).toBe(0);
});

test('an unknown --set is reported with the nearest name, and nothing is ordered', async () => {
  const { run, enroll, sandbox } = await startCa();
  const misspelt = ['--set', 'Organisation=Corp Services', '--set', 'Cost Centre=CC-1'];
  const refused = await enroll('www.corp.example', ...misspelt);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('Did you mean Organization?\n');
  expect(refused.stderr).toContain('Did you mean Cost Center?\n');
  expect(writesTo(sandbox)).toBe(0);
  const checked = await run('validate', '--product', '1001', ...goodSettings, ...misspelt, '--json');
  expect(checked.code).toBe(2);
  expect(checked.json().problems).toHaveLength(2);
});

test('messages name the option and not a template', async () => {
  const { run, writeCsr, sandbox } = await startCa();
  const enroll = async (...argv: readonly string[]) =>
    run('enroll', '--csr', await writeCsr('www.corp.example'), '--product', '1001', ...argv);
  const refused = [
    await enroll(),
    await enroll('--set', 'Organization=Nobody'),
    await enroll('--set', 'Organization=Corp Services', '--set', 'Department=Nowhere'),
    await enroll('--set', 'Organization=Corp Services'),
    await enroll(...goodSettings, '--set', 'MultiDomain=false', '--san', 'dns=api.corp.example'),
  ];
  expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  expect(refused.map(({ stderr }) => stderr)).toEqual([
    expect.stringContaining('Give --set Organization=…'),
    expect.stringContaining('(--set Organization=…)'),
    expect.stringContaining('(--set Department=…)'),
    expect.stringContaining('Give --set "Cost Center=…"'),
    expect.stringContaining('give --set MultiDomain=true'),
  ]);
  for (const { stderr } of refused) expect(stderr).not.toMatch(/template|enrollment field/);
  expect(writesTo(sandbox)).toBe(0);
});

test('products have their names beside their ids in list, get, enroll and JSON', async () => {
  const { run, enroll, sandbox } = await startCa();
  const ordered = await enroll('www.corp.example');
  expect(ordered.stdout).toContain('product      1001 (Sectigo DV SSL)');
  const { id } = findIn(sandbox, 'Issued');
  const name = (await run('get', id, '--json')).json().request.productName;
  expect(name).toMatch(/^Sectigo/);
  expect((await run('get', id)).stdout).toContain(`(${name})`);
  await run('sync');
  expect((await run('list')).stdout).toContain('1001 (Sectigo DV SSL)');
  expect((await run('list', '--csv')).stdout).toContain(',Sectigo DV SSL,');
});

test('an expired certificate is listed as expired', async () => {
  const { run, sandbox } = await startCa({ certificates: 40 });
  await run('sync');
  const isOver = ({ expires }: { expires: string }) => Date.parse(expires) < Date.now();
  const expired = findIn(sandbox, 'Expired');
  expect((await run('get', expired.id)).stdout).toContain(`Request ${expired.id}: expired`);
  const { requests } = (await run('list', '--json')).json();
  const states = new Map(
    requests.map((request: { id: string; status: string }) => [request.id, request.status]),
  );
  expect(states.get(expired.id)).toBe('expired');
  const listed = async (status: string) =>
    (await run('list', '--status', status, '--json'))
      .json()
      .requests.map(({ certificate, ...request }: { status: string; certificate: { notAfter: string } }) => [
        request.status,
        isOver({ expires: certificate.notAfter }),
      ]);
  expect(new Set((await listed('expired')).map(String))).toEqual(new Set(['expired,true']));
  expect(new Set((await listed('issued')).map(String))).toEqual(new Set(['issued,false']));
  expect((await run('list', '--status', 'expired')).stdout).toContain(expired.id);
});

test('a file with two requests, or with anything behind one, is refused, and nothing is sent', async () => {
  const { run, sandbox, workplace } = await startCa();
  const [one, other] = [makeCsr('one.corp.example').pem, makeCsr('other.corp.example').pem];
  for (const [content, problem] of [
    [one + other, 'several certificate requests'],
    [`${one}and so on\n`, 'text behind'],
    [one + other.slice(0, 100), 'cut off'],
    [one.replace('\n', '\n# a comment\n'), 'no certificate request that can be read'],
  ] as const) {
    await writeFile(path.join(workplace.base, 'two.csr'), content);
    expect(await run('enroll', '--csr', 'two.csr', '--product', '1001', ...goodSettings)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(problem),
    });
  }
  expect(sandbox.requests.list()).toEqual([]);
  await writeFile(path.join(workplace.base, 'two.csr'), `Certificate Request:\n    Data:\n${one}\n\n`);
  expect((await run('enroll', '--csr', 'two.csr', '--product', '1001', ...goodSettings)).code).toBe(0);
});

test('a request that waits is listed by its common name, or else by its first DNS name, as an issued one is', async () => {
  const { run, enroll, sandbox, workplace } = await startCa({ certificates: 0 });
  const issued = (await enroll('issued.corp.example', '--json')).json().request;
  expect(issued.commonName).toBe('issued.corp.example');
  sandbox.setSwitches({ approval: 'manual' });
  const named = (await enroll('www.corp.example', '--json')).json().request;
  const { pem } = makeCsr('', { dnsNames: ['api.corp.example', 'ftp.corp.example'] });
  await writeFile(path.join(workplace.base, 'nameless.csr'), pem);
  const nameless = await run('enroll', '--csr', 'nameless.csr', '--product', '1001', ...goodSettings);
  expect(nameless).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('name         api.corp.example\n'),
  });

  const names = ['www.corp.example', 'api.corp.example'];
  const table = (await run('list', '--status', 'pending')).stdout;
  for (const name of names) expect(table).toMatch(new RegExp(`^\\d+ +pending .* ${name}$`, 'm'));
  const { requests } = (await run('list', '--json')).json();
  expect(requests.map(({ commonName }: { commonName: string }) => commonName)).toEqual(
    expect.arrayContaining(['issued.corp.example', ...names]),
  );
  const csv = (await run('list', '--csv')).stdout;
  expect(csv).toMatch(/^id,.*,commonName\r\n/);
  for (const name of ['issued.corp.example', ...names]) expect(csv).toContain(`,${name}\r\n`);

  const { stdout } = await run('pending');
  expect(stdout).toContain(`Request ${named.id}: pending, www.corp.example`);
  expect(stdout).toMatch(/^Request \d+: pending, api\.corp\.example/m);
  expect(stdout).toContain('2 requests waited, 0 changed.');
  await sandbox.scmState.decide(Number(named.id), 'decline');
  const after = await run('pending', '--json');
  expect(after.json().requests).toMatchObject([{ commonName: names[0] }, { commonName: names[1] }]);
});

test('validate tells every mandatory custom field without a value, by the option that gives it', async () => {
  const { run, sandbox } = await startCa();
  const field = sandbox.scmState.customFields().find(({ name }) => name === 'Notes');
  if (field === undefined) throw new Error('the sandbox has no custom field Notes');
  sandbox.scmState.putCustomField({ ...field, mandatories: ['REST_API'] });
  const { code, stderr } = await run('validate', '--product', '1001');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'SCM demands a value for the custom field "Cost Center". Give --set "Cost Center=…".',
  );
  expect(stderr).toContain('SCM demands a value for the custom field "Notes". Give --set Notes=….');
  const { json } = await run('validate', '--product', '1001', '--set', 'cost center=CC-1', '--json');
  expect(json().problems).toHaveLength(1);
  expect(
    (await run('validate', '--product', '1001', '--set', 'Cost Center=CC-1', '--set', 'Notes=x')).code,
  ).toBe(0);
});

test("a product whose row can't be read is missing from the list, exit code 3, and a note where it is not needed", async () => {
  const { run, connect, sandbox, workplace } = await startCa();
  const { url } = sandbox.scm;
  const odd = JSON.stringify([
    { id: 1001, name: 'Sectigo DV SSL', terms: [90] },
    { id: 1002, name: 'Sectigo OV SSL', terms: 'x' },
  ]);
  await connect({
    ApiEndpoint: await startFront(url, ({ url: address }) =>
      address.includes('/ssl/v1/types') ? { status: 200, document: JSON.parse(odd) } : undefined,
    ),
  });
  const sentence = "Row 2 of the list of certificate profiles (id 1002) can't be read";
  const listed = await run('products');
  expect(listed).toMatchObject({ code: 3, stderr: '', stdout: expect.stringContaining(sentence) });
  expect(listed.stdout).toContain('1001  Sectigo DV SSL\n');
  expect((await workplace.logs()).split(sentence)).toHaveLength(2);
  for (const argv of [[], ['--product', '1001', ...goodSettings]]) {
    const valid = await run('validate', ...argv);
    expect(valid).toMatchObject({ code: 0, stdout: expect.stringMatching(/^The connection.* valid\.\n$/) });
    expect(valid.stderr.split(sentence)).toHaveLength(2);
  }
  expect((await run('products', '--json')).json()).toMatchObject({
    products: ['1001'],
    findings: [expect.stringContaining(sentence)],
  });
  const refused = await run('validate', '--product', '1002', ...goodSettings);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("in a form that can't be read") });
  for (const argv of [['--full'], []]) {
    const synced = await run('sync', ...argv);
    expect(synced.code).toBe(0);
    expect(synced.stderr.split(sentence)).toHaveLength(2);
  }
});

test("a profile of the configuration that may be the one whose row can't be read is exit code 3, and 4 where it is the only one", async () => {
  const { connect, sandbox, workplace, run } = await startCa();
  const { url } = sandbox.scm;
  const rows = [1001, 1002].map((id) => ({ id, name: `Profile ${id}`, terms: [90] }));
  const document = [...rows, { id: 'odd', name: 'Profile 10033', terms: [90] }];
  const ApiEndpoint = await startFront(url, ({ url: address }) =>
    address.includes('/ssl/v1/types') ? { status: 200, document } : undefined,
  );
  const expected = [
    ['1001, 1002', 0],
    ['1001, 10033', 3],
    ['10033', 4],
  ] as const;
  for (const [ids, code] of expected) {
    await connect({ ApiEndpoint, SyncFilterProfileId: ids });
    expect([ids, (await run('sync')).code]).toEqual([ids, code]);
    const sslTypeIds = ids.split(',').map(Number);
    await workplace.configure(sandbox, { sectigoAPIUrl: ApiEndpoint, sslTypeIds, maxShrinkPercent: 100 });
    expect([ids, (await workplace.run(['sctokf'])).code]).toEqual([ids, code]);
  }
});

test("a product is not told to be valid while a custom field that orders may need can't be read", async () => {
  const { run, connect, sandbox } = await startCa();
  const document = [...sandbox.scmState.customFields(), { id: 999, input: 7 }];
  await connect({
    ApiEndpoint: await startFront(sandbox.scm.url, ({ url: address }) =>
      address.includes('/customField/v2') ? { status: 200, document } : undefined,
    ),
  });
  const checked = await run('validate', '--product', '1001', ...goodSettings);
  expect(checked).toMatchObject({
    code: 3,
    stdout: expect.stringContaining("of the list of custom fields (id 999) can't be read"),
  });
});

test('client credentials in the environment log in by OAuth, whatever AuthType the file has', async () => {
  const { sandbox, workplace, connect } = await startCa();
  await connect({ AuthType: 'Password' });
  const { url, tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  const env = {
    SECTIGO_BASE_URL: url,
    SECTIGO_TOKEN_URL: tokenUrl,
    SECTIGO_CLIENT_ID: clientId,
    SECTIGO_CLIENT_SECRET: clientSecret,
  };
  sandbox.requests.clear();
  const { code, stderr } = await workplace.run(['ca', 'ping', '--log-level', 'info'], { env });
  expect([code, stderr]).toEqual([0, expect.stringContaining('SECTIGO_CLIENT_ID decides: AuthType')]);
  expect(stderr).not.toContain(clientSecret);
  expect(sandbox.requests.list().map(({ status }) => status)).not.toContain(401);
});

test('a problem of a setting names the variable or the line that its value came from', async () => {
  const { workplace, connect } = await startCa();
  await connect({ PickupDelay: 'soon', TokenUrl: 'https://idp.example.com/token' });
  const env = {
    SECTIGO_TOKEN_URL: 'ftp://nowhere',
    SECTIGO_CLIENT_ID: 'id',
    SECTIGO_CLIENT_SECRET: 's3cr3t',
  };
  for (const action of ['validate', 'sync']) {
    const { code, stderr } = await workplace.run(['ca', action], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^environment, SECTIGO_TOKEN_URL: is not an address/m);
    expect(stderr).toMatch(/^\S*ca\.json, line \d+, column \d+, PickupDelay: must be /m);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(stderr).not.toContain('nowhere');
  }
  const missing = { ...env, SECTIGO_TOKEN_URL: '', SECTIGO_CLIENT_SECRET: 'file:nowhere' };
  const { stderr } = await workplace.run(['ca', 'sync'], { env: missing });
  expect(stderr).toMatch(/^environment, SECTIGO_CLIENT_SECRET: /);
});

test('a login over plain http names the variable that has the address', async () => {
  const { workplace } = await startCa();
  const env = { SECTIGO_BASE_URL: 'http://scm.invalid/' };
  const { stderr } = await workplace.run(['ca', 'validate'], { env });
  expect(stderr).toContain('Write the address (SECTIGO_BASE_URL) with https://.');
});

test('a passphrase that does not open the certificate is shown whole, though it is an ordinary word', async () => {
  const sandbox = await startSandbox({ certificates: 1, tls: true });
  onTestFinished(() => sandbox.close());
  const { run, connect } = await startCa();
  const pfx = Buffer.from(sandbox.tls?.clientCertificate.pfx ?? '').toString('base64');
  await connect({
    AuthType: 'Certificate',
    ClientCertificate: { ImportedCertificate: pfx, ImportedCertificatePassword: 'wrong' },
  });
  const { code, stderr } = await run('validate');
  expect([code, stderr]).toEqual([2, expect.stringContaining('passphrase is missing or does not open it')]);
});

test.each([
  [
    'a reference to the Windows store',
    { StoreName: 'My', StoreLocation: 'LocalMachine', Thumbprint: 'AB' },
    'export it with its key',
  ],
  ['nothing filled in', {}, 'ClientCertificate: is missing'],
])('an upload of the portal with %s is reported as such', async (_, fields, reason) => {
  const { run, connect } = await startCa();
  const empty = { ImportedCertificate: '', ImportedCertificatePassword: '' };
  await connect({ AuthType: 'Certificate', ClientCertificate: { ...fields, ...empty } });
  const { code, stderr } = await run('validate');
  expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
});

test('what SCM refuses is reported once', async () => {
  const { run, connect, sandbox } = await startCa();
  await connect();
  sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1', response: 400 }] });
  const { code, stderr } = await run('sync');
  expect([code, stderr.match(/failed \(400/g)]).toEqual([1, ['failed (400']]);
});

test.each([
  [{ status: 'isued' }, 'Did you mean Issued?'],
  [{ requestedVia: 'Web APY' }, 'Did you mean Web API?'],
])('a filter that SCM would refuse is reported before anything is sent (%j)', async (SyncFilter, remedy) => {
  const { run, connect, sandbox } = await startCa();
  await connect({ SyncFilter });
  sandbox.requests.clear();
  expect(await run('sync')).toMatchObject({ code: 2, stderr: expect.stringContaining(remedy) });
  expect(sandbox.requests.list()).toEqual([]);
});

test('a synchronization that stops for its filter says nothing of one that goes on', async () => {
  const { run, connect, sandbox, workplace } = await startCa();
  for (const filter of [{ SyncFilterProfileId: '10022' }, { SyncFilter: { sslTypeId: 10022 } }]) {
    await connect(filter);
    expect(await run('sync')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('SCM has no SSL certificate profile 10022'),
    });
    const { code, json } = await run('sync', '--full', '--json');
    expect([code, json().result]).toEqual([4, 'failed']);
  }
  expect(await workplace.logs()).not.toContain('not finished');
  await connect();
  sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1', response: 403 }] });
  expect((await run('sync')).stdout).toContain('Synchronization not finished: 0 new');
});

test('a CA that is disabled says nothing of a synchronization that goes on', async () => {
  const { run, connect } = await startCa();
  await connect({ Enabled: false });
  expect(await run('sync')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Set Enabled to true'),
  });
});
