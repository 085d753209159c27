// Shows the whole way of a metadata sync against the simulated SCM and Command, over real HTTP: the first run stops
// for banned characters, the second creates fields and syncs, the third finds nothing to write, and a value edited in
// Command goes back to SCM. Every step is checked; the exit code is 1 where one is not as it should be.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const certificates = 500;
const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'apps', 'cli', 'dist', 'main.js');
const folder = await mkdtemp(join(tmpdir(), 'certbridge-demo-'));
const configDir = join(folder, 'config');
let sandboxProcess;

try {
  await demo();
} catch (error) {
  console.error(`\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  sandboxProcess?.kill();
  await rm(folder, { recursive: true, force: true });
}

async function demo() {
  title(`Starting the simulated SCM and Command with ${certificates} certificates`);
  const sandbox = await startSandbox();
  console.log(`SCM      ${sandbox.scm.url}`);
  console.log(`Command  ${sandbox.command.url}`);

  title('First run: sctokf finds characters that Keyfactor does not allow in field names');
  await certbridge({ expect: 4 }, 'sctokf');
  const bannedFile = join(configDir, 'bannedcharacters.json');
  const banned = JSON.parse(await readFile(bannedFile, 'utf8'));
  console.log(`\nbannedcharacters.json: ${JSON.stringify(banned)}`);

  title('The operator fills in the replacements');
  const replacements = { ' ': '_', '/': '-' };
  for (const entry of banned) entry.replacementCharacter = replacements[entry.character] ?? '_';
  await writeFile(bannedFile, JSON.stringify(banned, null, 2));
  console.log(`bannedcharacters.json: ${JSON.stringify(banned)}`);

  title('Second run: creates the metadata fields and syncs every certificate');
  const second = await certbridge({ expect: 0 }, 'sctokf');
  const { inScope } = second.certificates;
  check(inScope >= certificates, `${inScope} certificates are in scope`);
  check(second.certificates.updated === inScope, `all ${inScope} were updated`);
  check(second.fields.created > 0, `${second.fields.created} metadata fields were created`);

  title('Third run: nothing has changed, so nothing is written');
  const before = await writesSeen(sandbox);
  const third = await certbridge({ expect: 0 }, 'sctokf');
  check(third.certificates.unchanged === inScope, `all ${inScope} certificates are unchanged`);
  check((await writesSeen(sandbox)) === before, 'neither system received a write');

  title('Somebody edits a value in Command');
  const { certificate, field } = await editInCommand(sandbox);

  title('kftosc brings it to SCM');
  const back = await certbridge({ expect: 0 }, 'kftosc');
  check(back.certificates.updated === 1, 'one certificate was updated');
  await checkInScm(sandbox, { certificate, field });
  console.log('\nDone: all of it over real HTTP, and every step as it should be.');
}

/** Starts `certbridge sandbox` and returns what it prints: addresses and credentials. */
async function startSandbox() {
  const parameters = [
    'sandbox',
    '--json',
    '--certificates',
    String(certificates),
    '--write-config',
    configDir,
  ];
  sandboxProcess = spawn(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const line of createInterface({ input: sandboxProcess.stdout })) {
    text += line;
    try {
      return JSON.parse(text);
    } catch {
      // The document is not complete yet.
    }
  }
  throw new Error('the sandbox did not start');
}

/** Runs the program as an operator does, shows what it prints and returns its `--json` document. */
async function certbridge({ expect }, mode) {
  console.log(`$ certbridge ${mode}`);
  const shown = await run(mode, '--config-dir', configDir, '--json');
  console.log(shown.stderr.trimEnd());
  check(shown.code === expect, `exit code ${shown.code}`);
  return JSON.parse(shown.stdout);
}

function run(...parameters) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Counts the writes both systems received so far. */
async function writesSeen(sandbox) {
  const { scm, command } = await call(`${sandbox.management.url}/requests/summary`);
  const operations = [...Object.entries(scm.byOperation), ...Object.entries(command.byOperation)];
  const writes = operations.filter(([operation]) => /^(create|update|delete)/.test(operation));
  return writes.reduce((sum, [, count]) => sum + count, 0);
}

async function editInCommand(sandbox) {
  const query = new URLSearchParams({
    QueryString: 'IssuerDN -contains "Sectigo"',
    includeMetadata: 'true',
    ReturnLimit: '500',
  });
  const page = await call(
    `${sandbox.command.url}/Certificates?${query.toString().replaceAll('+', '%20')}`,
    commandLogin(sandbox),
  );
  const field = 'Cost_Center';
  const certificate = page.find(({ Metadata }) => Metadata?.[field]);
  await call(`${sandbox.command.url}/Certificates/Metadata`, {
    ...commandLogin(sandbox),
    method: 'PUT',
    body: JSON.stringify({ Id: certificate.Id, Metadata: { [field]: 'CC-DEMO' } }),
  });
  console.log(
    `${field} of ${certificate.IssuedCN} (${certificate.SerialNumber}): ${certificate.Metadata[field]} -> CC-DEMO`,
  );
  return { certificate, field };
}

async function checkInScm({ scm }, { certificate }) {
  const headers = { login: scm.login, password: scm.password, customerUri: scm.customerUri };
  const [row] = await call(`${scm.url}/api/ssl/v1?size=1&position=0&commonName=${certificate.IssuedCN}`, {
    headers,
  });
  const details = await call(`${scm.url}/api/ssl/v1/${row.sslId}`, { headers });
  const value = details.customFields.find(({ name }) => name === 'Cost Center')?.value;
  check(value === 'CC-DEMO', `SCM now has Cost Center = ${value} on certificate ${row.sslId}`);
}

function commandLogin({ command }) {
  const login = Buffer.from(`${command.username}:${command.password}`).toString('base64');
  return {
    headers: {
      authorization: `Basic ${login}`,
      'x-keyfactor-requested-with': 'APIClient',
      'content-type': 'application/json',
    },
  };
}

async function call(url, init) {
  const response = await fetch(url, init);
  if (!response.ok)
    throw new Error(`${init?.method ?? 'GET'} ${new URL(url).pathname} answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

function check(holds, what) {
  if (!holds) throw new Error(`not as expected: ${what}`);
  console.log(`  ok: ${what}`);
}

function title(text) {
  console.log(`\n== ${text}`);
}
