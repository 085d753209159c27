// Shows a complete metadata sync against the simulated SCM and Command, over real HTTP: the first run stops for banned
// characters, the second creates fields and syncs, the third finds nothing to write. Then a value edited in Command goes to
// SCM: planned, reviewed, applied, found in the history and undone; finally a sync in both directions writes it again. Every
// step is checked. Exits with 1 if a check fails.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { call, check, openStage, title } from './demo-stage.mjs';

const certificates = 500;
const stage = await openStage('demo');
const { folder, configDir, run } = stage;

await stage.play(demo);

async function demo() {
  title(`Starting the simulated SCM and Command with ${certificates} certificates`);
  const sandbox = await stage.startSandbox({ certificates });
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

  title('A plan shows what kftosc would do');
  const planFile = join(folder, 'plan.jsonl');
  const planning = ['plan', 'kftosc', '--out', planFile, '--detailed-exitcode'];
  const { plan } = await certbridge({ expect: 5 }, ...planning);
  for (const { field, before, after } of plan.certificates[0].changes)
    console.log(`  ${plan.certificates[0].serialNumber} ${field}: ${before} -> ${after}`);
  check(plan.certificates.length === 1, 'one certificate would be updated');

  title('apply does just that');
  const applied = await certbridge({ expect: 0 }, 'apply', planFile);
  check(applied.certificates.updated === 1, 'one certificate was updated');
  await checkInScm(sandbox, { certificate, value: 'CC-DEMO' });

  title('The history has it, and revert takes it back');
  console.log((await run('history', '--config-dir', configDir)).stdout.trimEnd());
  await certbridge({ expect: 0 }, 'revert', 'last');
  await checkInScm(sandbox, { certificate, value: certificate.Metadata[field] });

  title('A sync in both directions brings a new edit to the side that did not change');
  await edit(sandbox, { certificate, field, value: 'CC-SYNC' });
  const both = await certbridge({ expect: 0 }, 'sync');
  check(both.certificates.updated === 1, 'one certificate was updated');
  await checkInScm(sandbox, { certificate, value: 'CC-SYNC' });
  console.log('\nDone: all of it over real HTTP, and every step as it should be.');
}

/** Runs the program like an operator, shows its output and returns its `--json` document. */
async function certbridge({ expect }, ...parameters) {
  console.log(`$ certbridge ${parameters.join(' ').replaceAll(folder, '.')}`);
  const shown = await run(...parameters, '--config-dir', configDir, '--json');
  console.log(shown.stderr.trimEnd());
  check(shown.code === expect, `exit code ${shown.code}`);
  return JSON.parse(shown.stdout);
}

/** Counts the writes that both systems have received so far. */
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
  await edit(sandbox, { certificate, field, value: 'CC-DEMO' });
  return { certificate, field };
}

async function edit(sandbox, { certificate, field, value }) {
  await call(`${sandbox.command.url}/Certificates/Metadata`, {
    ...commandLogin(sandbox),
    method: 'PUT',
    body: JSON.stringify({ Id: certificate.Id, Metadata: { [field]: value } }),
  });
  console.log(`${field} of ${certificate.IssuedCN} (${certificate.SerialNumber}) is now ${value}`);
}

async function checkInScm({ scm }, { certificate, value: expected }) {
  const headers = { login: scm.login, password: scm.password, customerUri: scm.customerUri };
  const [row] = await call(`${scm.url}/api/ssl/v1?size=1&position=0&commonName=${certificate.IssuedCN}`, {
    headers,
  });
  const details = await call(`${scm.url}/api/ssl/v1/${row.sslId}`, { headers });
  const value = details.customFields.find(({ name }) => name === 'Cost Center')?.value;
  check(value === expected, `SCM now has Cost Center = ${value} on certificate ${row.sslId}`);
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
