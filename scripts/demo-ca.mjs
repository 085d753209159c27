// Shows a simulated SCM as a certificate authority, over real HTTP: certificates are ordered, waited for, renewed and
// revoked, and the database follows what happens in SCM. Every step is checked, with openssl if available. Exits with 1 if a
// check fails.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { call, check, openStage, root, title } from './demo-stage.mjs';

const certificates = 500;
// The library for certificate requests is a dependency of the plugin, not of the workspace.
const requireOfPlugin = createRequire(join(root, 'packages', 'ca-plugin', 'package.json'));
const pkijs = requireOfPlugin('pkijs');
const asn1js = requireOfPlugin('asn1js');
const stage = await openStage('demo-ca');
const { folder, run } = stage;
const settings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-DEMO'];
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

await stage.play(demo);

async function demo() {
  title(`Starting the simulated SCM with ${certificates} certificates`);
  const sandbox = await stage.startSandbox({ certificates });
  console.log(`SCM  ${sandbox.scm.url}`);

  title('The connection, and what can be ordered');
  await ca({}, 'ping');
  const { products } = await ca({}, 'products');
  check(products.includes('1001'), `${products.length} products`);

  title('An RSA and an EC request are ordered');
  const rsa = await enroll('rsa', { key: 'RSA' });
  const ec = await enroll('ec', { key: 'EC' });

  title('A request waits for approval, and is picked up later');
  const waiting = await waitForApproval(sandbox);

  title('The EC certificate is renewed, and the RSA one is revoked');
  const csr = await writeCsr('ec-renewed', { key: 'EC', commonName: 'ec.corp.example' });
  const names = ['--san', 'dns=ec-2.corp.example'];
  const renewed = await ca({}, 'renew', ec.id, '--csr', csr, ...names, ...settings);
  check(
    renewed.request.status === 'issued' && renewed.request.id !== ec.id,
    `request ${renewed.request.id} follows ${ec.id}`,
  );
  const revoked = await ca({}, 'revoke', rsa.id, '--reason', 'superseded');
  check(
    revoked.request.status === 'revoked' && revoked.request.revocationReason === 4,
    'revoked as superseded',
  );

  title('A full synchronization, and one that has nothing to do');
  const { scm } = await call(`${sandbox.management.url}/state`);
  const full = await ca({}, 'sync', '--full');
  check(full.counts.added >= certificates && full.counts.bad === 0, `${full.counts.added} requests are new`);
  const { requests } = await ca({ isList: true }, 'list', '--json');
  check(requests.length === scm.certificates, `the database has all ${requests.length} of SCM`);
  const next = await ca({}, 'sync');
  check(next.counts.added + next.counts.changed === 0, 'the second one changed nothing');

  title('Somebody revokes a certificate in SCM');
  await revokeInScm(sandbox, waiting.id);

  title('What expires in 30 days');
  const expiring = await ca({ isList: true }, 'list', '--expiring-in', '30d', '--json');
  const limit = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const times = expiring.requests.map(({ certificate }) => certificate.notAfter);
  for (const { id, certificate } of expiring.requests.slice(0, 5)) {
    console.log(`  ${id}  ${certificate.notAfter}  ${certificate.subject}`);
  }
  check(
    times.length > 0 && times.every((time) => time <= limit),
    `${times.length} certificates, the next one ${times[0]}`,
  );

  title('Certificates are handed out in every format');
  await exportAll(sandbox, ec.id);
  console.log('\nDone: all of it over real HTTP, and every step as it should be.');
}

/** Orders a certificate for a new key, and checks the file it was written to. */
async function enroll(name, { key }) {
  const file = join(folder, `${name}.pem`);
  const csr = await writeCsr(name, { key, commonName: `${name}.corp.example` });
  const order = ['--csr', csr, '--product', '1001', ...settings, '--san', `dns=${name}-2.corp.example`];
  const { request } = await ca({}, 'enroll', ...order, '--out', file);
  const certificate = new X509Certificate(await readFile(file));
  const type = { RSA: 'rsa', EC: 'ec' }[key];
  check(
    certificate.publicKey.asymmetricKeyType === type,
    `request ${request.id} has a certificate of type ${type}`,
  );
  check(certificate.subjectAltName.includes(`DNS:${name}-2.corp.example`), certificate.subjectAltName);
  openssl('x509', '-in', file, '-noout', '-subject', '-enddate');
  return request;
}

async function waitForApproval(sandbox) {
  await setSwitches(sandbox, { approval: 'manual' });
  const csr = await writeCsr('waiting', { key: 'EC', commonName: 'waiting.corp.example' });
  const { request } = await ca({}, 'enroll', '--csr', csr, '--product', '1001', ...settings);
  check(request.status === 'pending', `request ${request.id} waits`);
  await call(`${sandbox.management.url}/scm/certificates/${request.id}/approve`, { method: 'POST' });
  await call(`${sandbox.management.url}/scm/certificates/${request.id}/issue`, { method: 'POST' });
  console.log(`  somebody approves request ${request.id} in SCM`);
  const { requests } = await ca({}, 'pending');
  const found = requests.find(({ id }) => id === request.id);
  check(
    found.status === 'issued',
    `request ${request.id} is issued, serial number ${found.certificate.serialNumber}`,
  );
  await setSwitches(sandbox, { approval: 'automatic' });
  return found;
}

async function revokeInScm(sandbox, id) {
  await call(`${sandbox.management.url}/scm/certificates/${id}`, {
    method: 'PATCH',
    body: JSON.stringify({ status: 'Revoked', reasonCode: 1 }),
  });
  const { counts } = await ca({}, 'sync');
  check(counts.changed === 1, 'the synchronization finds one change');
  const { requests } = await ca({ isList: true }, 'list', '--status', 'revoked', '--json');
  const { revocationDate, revocationReason, certificate } = requests.find((request) => request.id === id);
  check(
    revocationReason === 1 && revocationDate !== null,
    `request ${id} is revoked: ${revocationDate}, reason ${revocationReason}`,
  );
  check(certificate !== null, 'and its certificate is still there');
}

async function exportAll(sandbox, id) {
  const file = (name) => join(folder, name);
  await writeFile(file('root.pem'), await (await fetch(`${sandbox.management.url}/root-certificate`)).text());
  const { login, password, customerUri } = sandbox.scm;
  const headers = { login, password, customerUri };
  const chain = await fetch(`${sandbox.scm.url}/api/ssl/v1/collect/${id}?format=x509IO`, { headers });
  await writeFile(file('chain.pem'), await chain.text());
  await ca({ isList: true, isText: true }, 'export', id, '--out', file('leaf.pem'));
  await ca({ isList: true, isText: true }, 'export', id, '--format', 'der', '--out', file('leaf.der'));
  const chained = ['--format', 'p7b', '--chain', file('chain.pem'), '--out', file('leaf.p7b')];
  await ca({ isList: true, isText: true }, 'export', id, ...chained);
  const leaf = new X509Certificate(await readFile(file('leaf.pem')));
  check(leaf.raw.equals(await readFile(file('leaf.der'))), 'PEM and DER are the same certificate');
  if (!hasOpenssl) console.log('  There is no openssl here, so it was not asked.');
  openssl('x509', '-in', file('leaf.der'), '-inform', 'DER', '-noout', '-subject');
  openssl('pkcs7', '-in', file('leaf.p7b'), '-print_certs', '-noout');
  openssl('verify', '-CAfile', file('root.pem'), '-untrusted', file('chain.pem'), file('leaf.pem'));
}

/** Runs openssl, if available, and prints its output. */
function openssl(...parameters) {
  if (!hasOpenssl) return;
  const { status, stdout, stderr } = spawnSync('openssl', parameters, { encoding: 'utf8' });
  console.log(`$ openssl ${parameters[0]} …\n${stdout.trim()}`);
  check(status === 0, `openssl ${parameters[0]} accepts it${status === 0 ? '' : `: ${stderr}`}`);
}

/** Runs `certbridge ca` like an operator, shows its output and returns its JSON document. */
async function ca({ isList = false, isText = false }, ...parameters) {
  const shown = parameters.filter((text) => text !== '--json').map((text) => text.replace(folder, '.'));
  console.log(`$ certbridge ca ${shown.map((text) => (text.includes(' ') ? `"${text}"` : text)).join(' ')}`);
  const result = await run('ca', ...parameters, ...(isList ? [] : ['--json']));
  if (result.stderr !== '') console.log(result.stderr.trimEnd());
  if (result.code !== 0)
    throw new Error(`certbridge ca ${parameters[0]} ended with exit code ${result.code}`);
  return isText ? result.stdout : JSON.parse(result.stdout);
}

/** Writes a certificate request for a new key, and returns the name of its file. */
async function writeCsr(name, { key, commonName }) {
  const algorithm =
    key === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: 'P-256' };
  const { publicKey, privateKey } =
    key === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const load = (format, material, use) =>
    webcrypto.subtle.importKey(format, material.export({ format: 'der', type: format }), algorithm, true, [
      use,
    ]);
  const request = new pkijs.CertificationRequest();
  request.subject.typesAndValues.push(
    new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.Utf8String({ value: commonName }) }),
  );
  request.attributes = [];
  await request.subjectPublicKeyInfo.importKey(await load('spki', publicKey, 'verify'));
  await request.sign(await load('pkcs8', privateKey, 'sign'), 'SHA-256');
  const base64 = Buffer.from(request.toSchema().toBER(false)).toString('base64');
  const label = 'CERTIFICATE REQUEST';
  const file = join(folder, `${name}.csr`);
  const lines = base64.match(/.{1,64}/g).join('\n');
  await writeFile(file, `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`);
  return file;
}

function setSwitches(sandbox, switches) {
  return call(`${sandbox.management.url}/switches`, { method: 'PATCH', body: JSON.stringify(switches) });
}
