import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeCsr, newKey } from '../../../packages/ca-host/test/support/make-csr.ts';
import { goodSettings, startCa, writesTo } from './ca-workplace.ts';

test('ping says in a sentence that the connection works', async () => {
  const { run } = await startCa();
  expect(await run('ping')).toMatchObject({
    code: 0,
    stdout: 'The certificate authority responds and accepts the login.\n',
    stderr: '',
  });
  expect((await run('ping', '--json')).json()).toEqual({ exitCode: 0, problems: [] });
});

test('ping tells a wrong password and a system out of reach', async () => {
  const { run, connect } = await startCa();
  await connect({ Password: 'wrong-password' });
  const refused = await run('ping', '--json');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.json()).toMatchObject({ exitCode: 1, problems: [{ message: expect.any(String) }] });
  expect(refused.stdout + refused.stderr).not.toContain('wrong-password');
  // A port that no test and no other program opens, as it could one that was closed.
  await connect({ ApiEndpoint: 'http://127.0.0.1:1' });
  expect((await run('ping', '--log-level', 'off')).code).toBe(1);
});

test('products are listed with their ids and names', async () => {
  const { run } = await startCa();
  expect(await run('products')).toMatchObject({
    code: 0,
    stdout: '1001  Sectigo DV SSL\n1002  Sectigo OV SSL\n1003  Sectigo EV SSL\n1044  Sectigo OV SSL (lab)\n',
  });
  expect((await run('products', '--json')).json()).toMatchObject({
    products: ['1001', '1002', '1003', '1044'],
    details: expect.arrayContaining([expect.objectContaining({ id: '1002', name: 'Sectigo OV SSL' })]),
  });
});

test('validate lists everything that is wrong, and sends nothing', async () => {
  const { run, connect, sandbox, workplace } = await startCa();
  await connect({ CustomerUri: '', PickupDelay: 'soon', Passwort: 'x' });
  const { code, json, stderr } = await run('validate', '--json');
  expect(code).toBe(2);
  const { problems } = json();
  expect(problems.map(({ path: setting }: { path: string | null }) => setting)).toEqual(
    expect.arrayContaining(['CustomerUri', 'PickupDelay', null]),
  );
  expect(stderr).toContain('Did you mean Password?');
  expect(sandbox.requests.list()).toEqual([]);
  expect(existsSync(path.join(workplace.configDir, 'ca.db'))).toBe(false);
});

test('an offer of a name is a question in text and JSON, and ends with its question mark', async () => {
  const { run, connect } = await startCa();
  await connect({ SyncFilter: { statu: 'Issued' } });
  const offer = 'has a filter that SCM does not know. Did you mean status?\n';
  for (const action of ['validate', 'sync']) {
    const { code, stderr } = await run(action);
    expect([code, stderr]).toEqual([2, expect.stringContaining(offer)]);
    expect((await run(action, '--json')).json().problems).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/has a filter that SCM does not know\.$/),
        remedy: 'Did you mean status?',
      }),
    ]);
  }
});

test('validate looks at a product, too', async () => {
  const { run } = await startCa();
  expect((await run('validate')).stdout).toBe('The connection is valid.\n');
  expect((await run('validate', '--product', '1001', ...goodSettings)).code).toBe(0);
  const wrong = await run('validate', '--product', '1001', '--set', 'Organization=Nobody');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('Nobody');
});

test('one unknown profile among known ones is exit code 3 of validate and of every synchronization', async () => {
  const { run, connect, sandbox, workplace } = await startCa();
  await connect({ SyncFilterProfileId: '1001, 10022' });
  const sentence = 'SCM has no SSL certificate profile 10022 (SyncFilterProfileId). Did you mean 1002?';
  const checked = await run('validate');
  expect(checked).toMatchObject({ code: 3, stderr: '' });
  expect(checked.stdout).toMatch(/^The connection is valid\.\n/);
  expect(checked.stdout).toContain(sentence);
  for (const argv of [['--full'], []]) {
    const { code, stdout, stderr } = await run('sync', ...argv);
    expect(code).toBe(3);
    expect(stdout).toContain(sentence);
    expect(stderr).toBe('');
  }
  expect(await workplace.logs()).toMatch(/WARN.*no SSL certificate profile 10022/);
  const refused = await run('validate', '--product', '1001', '--set', 'Lifetime=12');
  expect(refused.stdout).toContain(sentence);
  expect(refused.stderr).toMatch(/^Lifetime: must be one of the terms of the profile/);
  expect((await run('sync', '--json')).json()).toMatchObject({
    exitCode: 3,
    result: 'completed',
    findings: [expect.stringContaining(sentence)],
  });
  expect((await run('list', '--json')).json().requests.length).toBeGreaterThan(0);
  sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1/types', response: 403 }] });
  expect((await run('sync')).code).toBe(0);
});

test('the address of the portal as a whole is understood as CustomerUri, in the file and in the environment', async () => {
  const { run, connect, sandbox, workplace } = await startCa();
  const CustomerUri = `https://hard.cert-manager.com/customer/${sandbox.scm.customerUri}`;
  await connect({ CustomerUri });
  expect((await run('validate')).code).toBe(0);
  await connect({ CustomerUri: 'other' });
  expect((await run('ping')).code).not.toBe(0);
  const env = { SECTIGO_CUSTOMER_URI: `${CustomerUri}/` };
  expect((await workplace.run(['ca', 'ping'], { env })).code).toBe(0);
  expect(sandbox.requests.list().map(({ status }) => status)).toContain(200);
});

test('annotations need no configuration', async () => {
  const { run } = await startCa();
  const { connection, template } = (await run('annotations')).json();
  expect(connection.PickupRetries).toMatchObject({ defaultValue: 5, type: 'Number' });
  expect(connection.Password).toMatchObject({ hidden: true, type: 'Secret' });
  expect(template).toHaveProperty('MultiDomain');
});

test('a full synchronization brings every certificate, a second one changes nothing', async () => {
  const { run, sandbox } = await startCa();
  const first = (await run('sync', '--full', '--json')).json();
  expect(first).toMatchObject({ exitCode: 0, lastSync: null, counts: { bad: 0, changed: 0 } });
  expect(first.counts.added).toBe(sandbox.scmState.size);
  const second = (await run('sync', '--full', '--json')).json();
  expect(second).toMatchObject({ exitCode: 0, lastSync: first.startedAt, counts: { added: 0, changed: 0 } });
  expect((await run('list', '--json')).json().requests).toHaveLength(sandbox.scmState.size);
});

test('a certificate that is revoked in SCM is revoked here with date and reason, and keeps its certificate', async () => {
  const { run, sandbox, enroll } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  await run('sync');
  sandbox.scmState.updateCertificate(Number(request.id), { status: 'Revoked', reasonCode: 4 });
  expect((await run('sync', '--json')).json().counts).toMatchObject({ added: 0, changed: 1 });
  const revoked = (await run('list', '--status', 'revoked', '--json')).json().requests;
  const found = revoked.find(({ id }: { id: string }) => id === request.id);
  expect(found).toMatchObject({
    status: 'revoked',
    revocationReason: 4,
    certificate: { serialNumber: request.certificate.serialNumber },
  });
  expect(Date.parse(found.revocationDate)).not.toBeNaN();
});

test('a synchronization that cannot read the list keeps what came, and does not count as the last', async () => {
  const { run, sandbox } = await startCa();
  sandbox.setKnobs({ failures: [{ method: 'GET', path: '/api/ssl/v1', response: 403 }] });
  const failed = await run('sync', '--full', '--json');
  expect(failed.code).toBe(1);
  expect(failed.json()).toMatchObject({ exitCode: 1, result: 'failed', problems: [expect.anything()] });
  sandbox.setKnobs({ failures: [] });
  expect((await run('sync', '--json')).json()).toMatchObject({ exitCode: 0, lastSync: null });
});

test('a record that cannot be read is reported, and leaves the others alone', async () => {
  const { run, sandbox } = await startCa();
  const id = sandbox.scmState.certificates()[3]?.sslId;
  sandbox.setKnobs({ failures: [{ method: 'GET', path: `/api/ssl/v1/(collect/)?${id}`, response: 400 }] });
  const { code, json, stderr } = await run('sync', '--full', '--json');
  expect(code).toBe(3);
  expect(json().bad).toEqual([{ caRequestId: String(id), problem: expect.any(String) }]);
  expect(json().counts.added).toBe(sandbox.scmState.size - 1);
  expect(stderr).toContain(String(id));
  sandbox.setKnobs({ failures: [] });
  // Long after, the record would be in no list of changes.
  sandbox.advanceClock(20 * 86_400_000);
  expect((await run('sync', '--json')).json()).toMatchObject({ exitCode: 0, counts: { added: 1, bad: 0 } });
});

test.each(['rsa', 'ec'] as const)('a certificate is ordered, written and exported: %s', async (type) => {
  const { run, enroll, read, sandbox, writeCsr } = await startCa();
  await writeCsr('www.corp.example', { type });
  const { code, stdout } = await enroll(
    'www.corp.example',
    '--out',
    'www.pem',
    '--san',
    'dns=api.corp.example',
  );
  expect(code).toBe(0);
  const [, id = ''] = /^Request (\d+): issued$/m.exec(stdout) ?? [];
  const pem = await read('www.pem');
  const certificate = new X509Certificate(pem);
  expect(certificate.subjectAltName).toContain('DNS:api.corp.example');
  expect((await run('export', id)).stdout).toBe(String(pem));
  expect((await run('export', certificate.serialNumber)).stdout).toBe(String(pem));
  expect((await run('export', id, '--format', 'der', '--out', 'www.der')).code).toBe(0);
  expect((await read('www.der')).equals(certificate.raw)).toBe(true);
  expect((await run('export', id, '--format', 'p7b')).stdout).toContain('-----BEGIN PKCS7-----');
  expect(writesTo(sandbox)).toBe(1);
});

test('an order that waits for approval is picked up later', async () => {
  const { run, enroll, sandbox, workplace } = await startCa();
  sandbox.setSwitches({ approval: 'manual' });
  const waiting = await enroll('www.corp.example', '--json', '--out', 'www.pem');
  expect(waiting.code).toBe(0);
  const { request } = waiting.json();
  expect(request).toMatchObject({ status: 'pending', statusCode: 90, certificate: null });
  expect(existsSync(path.join(workplace.base, 'www.pem'))).toBe(false);
  expect((await run('pending')).stdout).toContain('1 request waited, 0 changed.');
  await sandbox.scmState.decide(Number(request.id), 'approve');
  await sandbox.scmState.decide(Number(request.id), 'issue');
  const picked = await run('pending');
  expect(picked).toMatchObject({ code: 0 });
  expect(picked.stdout).toContain(`Request ${request.id}: issued, CN=www.corp.example`);
  expect((await run('pending')).stdout).toContain('0 requests waited');
  expect((await run('get', request.id, '--json')).json().history).toMatchObject([
    { status: 90 },
    { status: 40 },
  ]);
});

test('an order that was declined is known as failed', async () => {
  const { run, enroll, sandbox } = await startCa();
  sandbox.setSwitches({ approval: 'manual' });
  const { request } = (await enroll('www.corp.example', '--json')).json();
  await sandbox.scmState.decide(Number(request.id), 'decline');
  expect((await run('pending')).stdout).toContain(`Request ${request.id}: failed`);
  const failed = (await run('list', '--status', 'failed', '--csv')).stdout.split('\r\n');
  expect(failed).toEqual(expect.arrayContaining([expect.stringMatching(`^${request.id},failed,`)]));
});

test('a certificate is renewed and reissued by id or serial number', async () => {
  const { run, enroll, sandbox, writeCsr } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  const csr = ['--csr', await writeCsr('www.corp.example'), ...goodSettings, '--json'];
  const reissued = await run('reissue', request.id, ...csr);
  expect(reissued.json().request).toMatchObject({ id: request.id, status: 'issued', productId: '1001' });
  const { serialNumber } = reissued.json().request.certificate;
  expect(serialNumber).not.toBe(request.certificate.serialNumber);
  const renewed = await run('renew', serialNumber, ...csr);
  expect(renewed.code).toBe(0);
  expect(renewed.json().request.id).not.toBe(request.id);
  const operations = sandbox.requests.list().map(({ operation }) => operation);
  expect(operations.filter((name) => /^(enroll|renew|replace)/i.test(name))).toHaveLength(3);
  expect(operations.some((name) => /^replace/i.test(name))).toBe(true);
});

test('a certificate is revoked once, with the serial number of the database', async () => {
  const { run, enroll, sandbox } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  const revoke = ['revoke', request.id, '--reason', 'key-compromise'] as const;
  const first = await run(...revoke, '--json');
  expect(first.json()).toMatchObject({
    exitCode: 0,
    wasRevoked: false,
    request: { status: 'revoked', revocationReason: 1, revocationDate: expect.any(String) },
  });
  const again = await run(...revoke);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toContain('It was revoked before');
  expect(writesTo(sandbox)).toBe(2);
  expect((await run('export', request.id)).code).toBe(0);
});

test('a revocation that somebody else was faster with is reported as such', async () => {
  const { run, enroll, sandbox } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  sandbox.onRequest(({ operation, phase }) => {
    if (operation !== 'revokeSslById' || phase !== 'arrived') return;
    sandbox.scmState.updateCertificate(Number(request.id), { status: 'Revoked', reasonCode: 4 });
  });
  const { code, json } = await run('revoke', request.id, '--reason', 'key-compromise', '--json');
  expect(code).toBe(0);
  expect(json()).toMatchObject({ wasRevoked: true, request: { status: 'revoked', revocationReason: 4 } });
});

test('the certificate of another serial number is not revoked', async () => {
  const { run, enroll, sandbox } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  sandbox.scmState.updateCertificate(Number(request.id), { serialNumber: '4711' });
  const { code, stderr } = await run('revoke', request.id, '--reason', 'superseded');
  expect(code).toBe(2);
  expect(stderr).toContain('Nothing was revoked');
  expect(writesTo(sandbox)).toBe(1);
});

test.each([
  ['an unknown product', ['--product', '99'], /99/],
  ['an unknown organization', ['--set', 'Organization=Nobody'], /Nobody/],
  ['an e-mail name', ['--san', 'email=ann@corp.example'], /e-mail|email/i],
  ['a lifetime that the product has not', ['--set', 'Lifetime=12345'], /Lifetime/],
  ['an earlier certificate as a setting', ['--set', 'PriorCertSN=zz'], /PriorCertSN .*certbridge ca renew/],
])('%s is refused in a sentence, and nothing is ordered', async (_, argv, sentence) => {
  const { run, sandbox, writeCsr } = await startCa();
  const isOrganization = argv.some((text) => text.startsWith('Organization='));
  const settings = isOrganization ? goodSettings.slice(2) : goodSettings;
  const product = argv.includes('--product') ? [] : ['--product', '1001'];
  const csr = await writeCsr('www.corp.example');
  const { code, stderr } = await run('enroll', '--csr', csr, ...product, ...settings, ...argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(writesTo(sandbox)).toBe(0);
});

test('a damaged request, one of a weak key and one with a wrong signature are refused', async () => {
  const { run, sandbox, workplace } = await startCa();
  const { pem, der } = makeCsr('www.corp.example');
  const forged = Uint8Array.from(der);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  for (const content of ['', 'no request', pem.slice(0, 200), forged]) {
    await writeFile(path.join(workplace.base, 'bad.csr'), content);
    const { code, stderr } = await run('enroll', '--csr', 'bad.csr', '--product', '1001', ...goodSettings);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
  expect(writesTo(sandbox)).toBe(0);
});

test('a missing mandatory field is named, and nothing is ordered', async () => {
  const { run, sandbox, writeCsr } = await startCa();
  const csr = await writeCsr('www.corp.example');
  const argv = ['--product', '1001', '--set', 'Organization=Corp Services'];
  const { code, stderr } = await run('enroll', '--csr', csr, ...argv);
  expect(code).toBe(2);
  expect(stderr).toContain('Cost Center');
  expect(writesTo(sandbox)).toBe(0);
});

test('a disabled connector refuses everything that needs it', async () => {
  const { run, connect, sandbox, enroll } = await startCa();
  await connect({ Enabled: false });
  for (const action of ['ping', 'products', 'sync', 'get 1', 'pending']) {
    const [name = '', ...argv] = action.split(' ');
    const { code, stderr } = await run(name, ...argv);
    // Nothing waits, so nothing is asked.
    expect(code).toBe(name === 'pending' ? 0 : 2);
    if (name !== 'pending') expect(stderr).toContain('Set Enabled to true');
  }
  expect((await enroll('www.corp.example')).code).toBe(2);
  expect((await run('validate')).code).toBe(0);
  expect(sandbox.requests.list()).toEqual([]);
});

test('files are not overwritten unless it is asked for, and nothing is ordered before that is known', async () => {
  const { run, enroll, sandbox, workplace, read } = await startCa();
  await writeFile(path.join(workplace.base, 'www.pem'), 'mine');
  const refused = await enroll('www.corp.example', '--out', 'www.pem');
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('not overwritten');
  expect((await enroll('www.corp.example', '--out', 'no/where.pem')).code).toBe(2);
  await symlink('no/where.pem', path.join(workplace.base, 'link.pem'));
  const broken = await enroll('www.corp.example', '--out', 'link.pem');
  expect(broken).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('link to one that does not exist'),
  });
  const overCsr = await enroll('www.corp.example', '--out', 'www.corp.example.csr', '--force');
  expect(overCsr).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('certbridge itself works with (www.corp.example.csr)'),
  });
  expect(writesTo(sandbox)).toBe(0);
  expect(String(await read('www.pem'))).toBe('mine');
  const { request } = (await enroll('www.corp.example', '--out', 'www.pem', '--force', '--json')).json();
  expect(String(await read('www.pem'))).toContain('BEGIN CERTIFICATE');
  expect((await run('export', request.id, '--out', 'www.pem')).code).toBe(2);
  expect((await run('export', request.id, '--format', 'der')).code).toBe(2);
});

test('the same order again writes its certificate over the one that it wrote, and over nothing else', async () => {
  const { run, writeCsr, sandbox, workplace, read } = await startCa();
  const key = newKey('ec');
  const csr = await writeCsr('www.corp.example', { key });
  const order = (...more: string[]) =>
    run('enroll', '--csr', csr, '--product', '1001', ...goodSettings, '--out', 'www.pem', ...more);
  expect(await order()).toMatchObject({ code: 0 });
  const first = String(await read('www.pem'));
  expect(await order()).toMatchObject({ code: 0 });
  expect(String(await read('www.pem'))).toBe(first);
  expect(writesTo(sandbox)).toBe(1);
  // An older certificate for the same key, as before a renewal with it.
  expect(await order('--again')).toMatchObject({ code: 0 });
  expect(String(await read('www.pem'))).not.toBe(first);
  const orders = writesTo(sandbox);
  await run(
    'enroll',
    '--csr',
    await writeCsr('shop.corp.example'),
    '--product',
    '1001',
    ...goodSettings,
    '--out',
    'other.pem',
  );
  const other = String(await read('other.pem'));
  for (const content of [
    other,
    `${first}${first}`,
    `${first}key`,
    `# mine\n${first}`,
    first.slice(0, -40),
    '',
  ]) {
    await writeFile(path.join(workplace.base, 'www.pem'), content);
    const refused = await order();
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('not overwritten');
    expect(String(await read('www.pem'))).toBe(content);
  }
  expect(writesTo(sandbox)).toBe(orders + 1);
});

test('an export has the chain that is at hand', async () => {
  const { run, enroll, workplace, sandbox, read } = await startCa();
  const { request } = (await enroll('www.corp.example', '--json')).json();
  const headers = {
    login: sandbox.scm.login,
    password: sandbox.scm.password,
    customerUri: sandbox.scm.customerUri,
  };
  const response = await fetch(`${sandbox.scm.url}/api/ssl/v1/collect/${request.id}?format=x509IO`, {
    headers,
  });
  await writeFile(path.join(workplace.base, 'chain.pem'), await response.text());
  expect((await run('export', request.id, '--chain', 'chain.pem', '--out', 'full.pem')).code).toBe(0);
  const all = String(await read('full.pem')).split(/(?<=-----END CERTIFICATE-----\n)/);
  expect(all.length).toBeGreaterThan(1);
  const [leaf, issuer] = all.map((pem) => new X509Certificate(pem));
  expect(leaf?.verify((issuer ?? leaf).publicKey)).toBe(true);
  await writeFile(path.join(workplace.base, 'none.pem'), 'nothing');
  expect((await run('export', request.id, '--chain', 'none.pem')).code).toBe(2);
});

test('what expires soon is listed, the next one first', async () => {
  const { run } = await startCa({ certificates: 200 });
  await run('sync');
  const { requests } = (await run('list', '--expiring-in', '90d', '--json')).json();
  const times = requests.map(
    (request: { certificate: { notAfter: string } }) => request.certificate.notAfter,
  );
  const limit = new Date(Date.now() + 90 * 86_400_000).toISOString();
  expect(times.length).toBeGreaterThan(0);
  expect(times.every((time: string) => time <= limit && time > new Date().toISOString())).toBe(true);
  expect(times).toEqual(times.toSorted());
  const none = await run('list', '--expiring-in', '0d');
  expect(none.stdout).toBe('No request.\n');
  expect(none.stderr).toContain('fits the filter');
});

test('lists and exports need no connection, but a database', async () => {
  const { run, workplace } = await startCa();
  const { code, stderr } = await run('list');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no such database');
  expect((await run('list', '--database', 'else.db')).stderr).toContain(path.join(workplace.base, 'else.db'));
});

test('what the database does not have is named', async () => {
  const { run, writeCsr } = await startCa();
  await run('sync');
  const csr = await writeCsr('www.corp.example');
  for (const [name, ...argv] of [
    ['export', '999999'],
    ['revoke', '999999', '--reason', 'superseded'],
    ['renew', '999999', '--csr', csr],
    ['get', '999999'],
  ] as const) {
    const { code, stderr } = await run(name, ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain('999999');
  }
});

test('another connection file has its database beside it', async () => {
  const { run, workplace } = await startCa();
  await writeFile(path.join(workplace.base, 'other.json'), await workplace.read('ca.json'));
  expect((await run('sync', '--connection', 'other.json')).code).toBe(0);
  expect(existsSync(path.join(workplace.base, 'ca.db'))).toBe(true);
});

test('a missing connection and a missing folder are named', async () => {
  const { run } = await startCa();
  expect((await run('ping', '--connection', 'no.json')).stderr).toContain('there is no such connection file');
  const folder = await run('ping', '--config-dir', 'nowhere', '--json');
  expect(folder.code).toBe(2);
  expect(folder.json().problems[0].message).toBe('there is no such configuration directory.');
});

test('what of nlog.config has no effect, and a damaged one, are reported', async () => {
  const { run, workplace } = await startCa();
  await workplace.write('nlog.config', '<nlog><extensions/></nlog>');
  const { code, stderr } = await run('ping');
  expect(code).toBe(0);
  expect(stderr).toContain('nlog.config: these parts have no effect here: <extensions>');
  await workplace.write('nlog.config', '<nlog>');
  expect(await run('ping')).toMatchObject({ code: 2, stderr: expect.stringContaining('not well-formed') });
  expect(await workplace.logs()).toContain('not well-formed');
});

test('no secret is in any output or log, and readable files are warned of', async () => {
  const { run, workplace, sandbox, enroll } = await startCa();
  await enroll('www.corp.example', '--log-level', 'trace');
  await run('sync', '--log-level', 'trace');
  const logs = await workplace.logs();
  expect(logs).not.toContain(sandbox.scm.password);
  expect(logs).not.toContain('BEGIN CERTIFICATE REQUEST');
  if (process.platform === 'win32') return;
  await chmod(path.join(workplace.configDir, 'ca.json'), 0o644);
  const { stderr } = await run('ping');
  expect(stderr).toContain('can be read by other users');
});

test('usage errors are reported with the usage', async () => {
  const { run } = await startCa();
  for (const argv of [
    ['enroll', '--product', '1001'],
    ['revoke', '1', '--reason', 'lost'],
    ['revoke', '1'],
    ['list', '--json', '--csv'],
    ['list', '--expiring-in', '30'],
    ['export', '1', '--format', 'pfx'],
    ['unknown'],
  ]) {
    const [name = '', ...rest] = argv;
    const { code, stderr } = await run(name, ...rest);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage:');
  }
});

test('all of it works with the OAuth2 login, too', async () => {
  const { run, workplace, enroll, sandbox } = await startCa();
  const { url, tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  await workplace.write('ca.json', {
    ApiEndpoint: url,
    AuthType: 'OAuth',
    ClientId: clientId,
    ClientSecret: 'file:secret.txt',
    TokenUrl: tokenUrl,
    PickupRetries: 3,
    PickupDelay: 0,
  });
  await workplace.write('secret.txt', `${clientSecret}\n`);
  expect((await run('sync', '--full', '--json')).json().counts.added).toBe(sandbox.scmState.size);
  const { request } = (await enroll('www.corp.example', '--json')).json();
  expect(request.status).toBe('issued');
  expect((await run('revoke', request.id, '--reason', 'superseded')).code).toBe(0);
  sandbox.requests.clear();
  expect((await run('sync', '--json')).json().counts).toMatchObject({ added: 0, bad: 0 });
  expect(sandbox.requests.summary().scm.byOperation.reportSslCertificates).toBeGreaterThan(0);
  const lists = sandbox.requests.list({ operation: 'listSsl' });
  expect(lists.filter(({ query }) => query.status === 'Issued')).toEqual([]);
});

test('a login that is refused is not tried for every request that waits', async () => {
  const { run, connect, sandbox, enroll } = await startCa();
  await run('sync');
  sandbox.setSwitches({ approval: 'manual' });
  await enroll('www.corp.example');
  await connect({ Password: 'wrong-password' });
  sandbox.requests.clear();
  const { code } = await run('pending', '--concurrency', '1');
  expect(code).toBe(1);
  expect(sandbox.requests.list()).toHaveLength(1);
});

test('what is wrong with a connection is reported by every action, with its file', async () => {
  const { run, connect, workplace } = await startCa();
  await connect({ PickupDelay: 'soon', Username: '' });
  const { code, stderr } = await run('ping');
  expect(code).toBe(2);
  expect(stderr).toContain(path.join(workplace.configDir, 'ca.json'));
  expect(stderr).toContain('PickupDelay');
  expect(stderr).toContain('Username');
  expect(await workplace.logs()).toContain('PickupDelay');
});

test('a connection alone is enough: its folder takes the place of the configuration directory', async () => {
  const { run, workplace } = await startCa();
  await workplace.moveConfiguration('elsewhere');
  const { code, stdout, stderr } = await run('ping', '--connection', 'elsewhere/ca.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('responds');
});
