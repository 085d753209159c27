// Shows the gateway over a simulated SCM, with curl and openssl as its clients: a trial is prepared and served, certificates are
// ordered over mutual TLS, one waits for approval over a restart, one is revoked, all are searched, and a device enrolls and renews by
// EST. Every step is checked. Exits with 1 if a check fails.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { call, check, openStage, startProgram, title } from './demo-stage.mjs';

const certificates = 200;
const profile = 'Sectigo DV SSL';
const rest = '/ejbca/ejbca-rest-api';
const stage = await openStage('demo-gateway');
const { folder } = stage;
const inFolder = (name) => join(folder, name);
const running = new Set();

await stage.play(demo);
for (const child of running) child.kill('SIGKILL');

async function demo() {
  for (const program of ['curl', 'openssl']) {
    if (spawnSync(program, ['--version']).error !== undefined) throw new Error(`this demo needs ${program}`);
  }
  title(`Starting the simulated SCM with ${certificates} certificates, and preparing a gateway`);
  const sandbox = await stage.startSandbox({ certificates });
  const settings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-DEMO'];
  const connection = join(stage.configDir, 'ca.json');
  const prepared = JSON.parse(
    await certbridge('gateway', 'init', 'trial', '--connection', connection, ...settings, '--json'),
  );
  check(
    prepared.profiles.length > 0,
    `${prepared.profiles.length} certificate profiles, one for each product`,
  );
  addDevices(prepared.config);

  title('Serving it');
  let gateway = await start(prepared);
  check((await statusOf(prepared)).includes('"OK"'), 'the status operation needs no credentials');
  const anonymous = curl(prepared, { isAnonymous: true }, `${prepared.url}${rest}/v1/ca`);
  check(anonymous.status === 403, 'other operations are refused without a client certificate');
  const { certificate_authorities: cas } = curl(prepared, {}, `${prepared.url}${rest}/v1/ca`).json();
  check(cas.length === 1, `CA ${cas[0].name}: ${cas[0].subject_dn}`);

  title('A certificate is ordered with curl, and its chain is verified by openssl');
  makeRequest('www', 'www.corp.example');
  const issued = enroll(prepared, 'www');
  check(issued.status === 201, `issued, serial number ${issued.json().serial_number}`);
  verifyChain(issued.json());
  check(
    enroll(prepared, 'www').body === issued.body,
    'the same request again gets the same response, and orders nothing',
  );

  title('A certificate waits for approval while the gateway is restarted');
  await setSwitches(sandbox, { approval: 'manual' });
  makeRequest('waiting', 'waiting.corp.example');
  const waiting = enroll(prepared, 'waiting');
  check(waiting.status === 503, waiting.json().error_message);
  const code = await stop(gateway);
  check(code === 0, 'SIGTERM ends the gateway with exit code 0');
  const [, sslId] = /Order (\d+)/.exec(waiting.json().error_message);
  for (const step of ['approve', 'issue']) {
    await call(`${sandbox.management.url}/scm/certificates/${sslId}/${step}`, { method: 'POST' });
  }
  console.log(`  somebody approves request ${sslId} in SCM`);
  gateway = await start(prepared);
  const collected = enroll(prepared, 'waiting');
  check(
    collected.status === 201,
    'the same request collects the certificate from the gateway that was started anew',
  );
  await setSwitches(sandbox, { approval: 'automatic' });

  title('The first certificate is revoked');
  const { serial_number: serialNumber } = issued.json();
  const issuer = encodeURIComponent(cas[0].subject_dn);
  const one = `${prepared.url}${rest}/v1/certificate/${issuer}/${serialNumber}`;
  const revoked = curl(prepared, {}, '--request', 'PUT', `${one}/revoke?reason=SUPERSEDED`);
  check(revoked.status === 200, `revoked as ${revoked.json().revocation_reason}`);
  check(curl(prepared, {}, `${one}/revocationstatus`).json().revoked === true, 'and its status says so');

  title('All certificates are searched, by pages');
  const { count } = curl(prepared, {}, `${prepared.url}${rest}/v2/certificate/count`).json();
  const found = searchAll(prepared);
  check(found === count, `${found} certificates in pages of 50, as many as are counted`);

  title('A device enrolls and renews by EST');
  const est = `${prepared.url}/.well-known/est`;
  writeDer('chain', curl(prepared, { isAnonymous: true }, `${est}/cacerts`).body);
  openssl('pkcs7', '-inform', 'DER', '-in', 'chain.p7', '-print_certs', '-out', 'chain.pem');
  makeRequest('router', 'router.corp.example');
  const first = estEnroll(prepared, `${est}/simpleenroll`, '--user', 'router:demo');
  writeDer('router', first.body);
  openssl('pkcs7', '-inform', 'DER', '-in', 'router.p7', '-print_certs', '-out', 'router.pem');
  openssl('verify', '-CAfile', 'chain.pem', 'router.pem');
  const renewed = estEnroll(prepared, `${est}/simplereenroll`, '--cert', 'router.pem', '--key', 'router.key');
  check(renewed.status === 200, 'the certificate that it got lets it renew that one');

  title('What the gateway tells of itself');
  const metrics = await (
    await fetch(`${prepared.operations}/metrics`, { headers: { connection: 'close' } })
  ).text();
  const lines = metrics.split('\n').filter((line) => /^certbridge_(ca_orders|certificates\{)/.test(line));
  console.log(lines.map((line) => `  ${line}`).join('\n'));
  check((await stop(gateway)) === 0, 'the gateway has ended with exit code 0');
  console.log('\nDone: all of it over mutual TLS, and every step as it should be.');
}

/** Lets devices enroll by password, without a label. */
function addDevices(file) {
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const password = { user: 'router', password: 'demo' };
  config.access.rules.push({ name: 'devices', password, roles: ['enroll'], profiles: [profile] });
  config.est = { profile };
  writeFileSync(file, JSON.stringify(config, null, 2));
}

async function certbridge(...parameters) {
  console.log(`$ certbridge ${parameters.map(shown).join(' ')}`);
  const { code, stdout, stderr } = await stage.run(...parameters);
  if (code !== 0) throw new Error(`certbridge ${parameters[0]} ended with exit code ${code}: ${stderr}`);
  return stdout;
}

function shown(text) {
  const local = text.replaceAll(folder, '.');
  return /[ ?&]/.test(local) ? `"${local}"` : local;
}

/** Starts the gateway and waits until it is ready. */
async function start(prepared) {
  console.log(`$ certbridge gateway --config ${shown(prepared.config)}`);
  const child = startProgram(['gateway', '--config', prepared.config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`the gateway ended with exit code ${code}: ${log}`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  check(line === prepared.url, `it serves ${line}`);
  for (;;) {
    const response = await fetch(`${prepared.operations}/health/ready`, {
      headers: { connection: 'close' },
    }).catch(() => undefined);
    if (response?.status === 200) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child) {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const [code] = await closed;
  running.delete(child);
  return code;
}

async function statusOf(prepared) {
  return curl(prepared, { isAnonymous: true }, `${prepared.url}${rest}/v1/certificate/status`).body;
}

/** Calls the gateway by curl, with the client certificate of the trial unless it is to have none or another. */
function curl({ ca, certificate, key }, { isAnonymous = false }, ...parameters) {
  const login = isAnonymous ? [] : ['--cert', certificate, '--key', key];
  const { status, stdout, stderr } = spawnSync(
    'curl',
    ['--silent', '--show-error', '--cacert', ca, ...login, '--write-out', '\n%{http_code}', ...parameters],
    { cwd: folder, encoding: 'utf8' },
  );
  console.log(`$ curl ${isAnonymous ? '' : '--cert client.pem '}${parameters.map(shown).join(' ')}`);
  if (status !== 0) throw new Error(`curl ended with exit code ${status}: ${stderr}`);
  const end = stdout.lastIndexOf('\n');
  const body = stdout.slice(0, end);
  return { status: Number(stdout.slice(end + 1)), body, json: () => JSON.parse(body) };
}

function enroll(prepared, name) {
  const body = {
    certificate_request: readFileSync(inFolder(`${name}.csr`), 'utf8'),
    certificate_profile_name: profile,
    end_entity_profile_name: 'AnyCA',
    certificate_authority_name: 'Sectigo',
    username: name,
    password: 'not-used',
    include_chain: true,
  };
  writeFileSync(inFolder(`${name}.json`), JSON.stringify(body));
  const json = ['--header', 'Content-Type: application/json', '--data-binary', `@${name}.json`];
  return curl(prepared, {}, ...json, `${prepared.url}${rest}/v1/certificate/pkcs10enroll`);
}

function searchAll(prepared) {
  const url = `${prepared.url}${rest}/v2/certificate/search`;
  let found = 0;
  for (let page = 1; ; page += 1) {
    const criteria = [{ property: 'ISSUED_DATE', value: '2000-01-01T00:00:00Z', operation: 'AFTER' }];
    writeFileSync(
      inFolder('search.json'),
      JSON.stringify({ criteria, pagination: { page_size: 50, current_page: page } }),
    );
    const json = ['--header', 'Content-Type: application/json', '--data-binary', '@search.json'];
    const { certificates: list } = curl(prepared, {}, ...json, url).json();
    if (list.length === 0) return found;
    found += list.length;
  }
}

function estEnroll(prepared, url, ...login) {
  openssl('req', '-in', 'router.csr', '-outform', 'DER', '-out', 'router.der');
  openssl('base64', '-in', 'router.der', '-out', 'router.b64');
  const request = ['--header', 'Content-Type: application/pkcs10', '--data-binary', '@router.b64'];
  const response = curl(prepared, { isAnonymous: true }, ...request, ...login, url);
  check(response.status === 200, response.status === 200 ? 'a certificate' : response.body.trim());
  return response;
}

function makeRequest(name, commonName) {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
  const names = ['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=DNS:${commonName}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-new', ...key, ...files, ...names);
}

/** Verifies a certificate by the chain that came with it, which ends with its root. */
function verifyChain({ certificate, certificate_chain: chain }) {
  const pem = (base64) =>
    `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
  writeFileSync(inFolder('leaf.pem'), pem(certificate));
  writeFileSync(inFolder('issuers.pem'), chain.map(pem).join(''));
  openssl('verify', '-CAfile', 'issuers.pem', 'leaf.pem');
}

function writeDer(name, base64) {
  writeFileSync(inFolder(`${name}.p7`), Buffer.from(base64, 'base64'));
}

function openssl(...parameters) {
  const { status, stderr } = spawnSync('openssl', parameters, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${parameters[0]} ended with exit code ${status}: ${stderr}`);
  if (parameters[0] === 'verify') console.log('  ok: openssl verifies it');
}

function setSwitches(sandbox, switches) {
  return call(`${sandbox.management.url}/switches`, { method: 'PATCH', body: JSON.stringify(switches) });
}
