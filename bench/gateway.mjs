// Measures a gateway over the simulated SCM: enrollments a second against the bound set by latency and concurrency, memory
// over all of them, searches in a large store, and the status operation against a bare hono server. Exits with 1 if a limit is exceeded.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { fillStore } from './fill-store.mjs';
import { makeCsrs } from './make-csrs.mjs';
import { printMachine, printTable } from './print-table.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';
import { startProcess } from './start-process.mjs';

const latencyMs = 40;
const inFlight = 32;
const orders = 10_000;
/** Warm up connections, caches and the JIT compiler. */
const warmUpOrders = 1000;
const stored = 500_000;
const searchesPerSecond = 100;
const searchSeconds = 20;
const statusRounds = 5;
const statusRequests = 4000;
const limits = { enrollment: 0.85, searchP99Ms: 50, status: 0.5, memory: 1.2 };
const api = '/ejbca/ejbca-rest-api';
const settings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-BENCH'];

/** Prints the figures of a gateway; sets exit code 1 if a limit is exceeded. */
export async function benchGateway() {
  const folder = await mkdtemp(join(tmpdir(), 'certbridge-bench-'));
  const configDir = join(folder, 'config');
  const options = ['--certificates', 100, '--latency', latencyMs, '--write-config', configDir];
  const sandbox = await startSandboxProcess(...options);
  try {
    await setSwitches(sandbox, { issueAfterRequests: 0 });
    printMachine();
    // First, while SCM has next to nothing that a scan could bring into the store.
    const { searches, status } = await withGateway(
      {
        folder: join(folder, 'searches'),
        configDir,
        prepare: (file) => fillStore(file, stored),
      },
      async (gateway) => ({
        searches: await measureSearches(gateway),
        status: await measureStatus(gateway, folder),
      }),
    );
    const orderRows = await withGateway({ folder: join(folder, 'orders'), configDir }, (gateway) =>
      measureOrders(gateway, sandbox),
    );
    report({ ...orderRows, searches, status });
  } finally {
    sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sets up a gateway with its own database, runs it, and ends it. */
async function withGateway({ folder, configDir, prepare = async () => {} }, work) {
  const init = ['gateway', 'init', folder, '--connection', join(configDir, 'ca.json'), ...settings, '--json'];
  const prepared = JSON.parse(await startProcess.toEnd(...init));
  const config = JSON.parse(await readFile(prepared.config, 'utf8'));
  config.cas[0].concurrency = inFlight;
  await writeFile(prepared.config, JSON.stringify(config));
  await prepare(join(folder, config.database), config.cas[0].name);
  const child = await startProcess('gateway', '--config', prepared.config);
  const [ca, cert, key] = await Promise.all(
    [prepared.ca, prepared.certificate, prepared.key].map((file) => readFile(file)),
  );
  const tls = { ca, cert, key };
  const agent = new Agent({ connections: inFlight, connect: tls });
  try {
    return await work({
      ...prepared,
      tls,
      agent,
      url: child.firstLine,
      pid: child.pid,
      caName: config.cas[0].name,
    });
  } finally {
    await agent.close();
    await child.stop();
  }
}

async function measureOrders({ url, agent, pid, profiles, caName }, sandbox) {
  const [{ name: profile }] = profiles;
  const csrs = await makeCsrs(warmUpOrders + orders);
  const enroll = async ({ csr, name }) => {
    const response = await request(`${url}${api}/v1/certificate/pkcs10enroll`, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        certificate_request: csr,
        certificate_profile_name: profile,
        end_entity_profile_name: 'AnyCA',
        certificate_authority_name: caName,
        username: name,
        include_chain: true,
      }),
    });
    const text = await response.body.text();
    if (response.statusCode !== 201) throw new Error(`enrollment ended with ${response.statusCode}: ${text}`);
  };
  await inParallel(csrs.slice(0, warmUpOrders), enroll);
  const memoryBefore = await residentMb(pid);
  const before = await countCalls(sandbox);
  const started = performance.now();
  await inParallel(csrs.slice(warmUpOrders), enroll);
  const seconds = (performance.now() - started) / 1000;
  const calls = (await countCalls(sandbox)) - before;
  const boundSeconds = (calls * latencyMs) / 1000 / inFlight;
  return {
    enrollment: { seconds, calls, boundSeconds, ratio: boundSeconds / seconds },
    memory: { before: memoryBefore, after: await residentMb(pid) },
  };
}

/** Sends searches at a steady pace, whether or not the ones before have come back, as independent clients do. */
async function measureSearches({ url, agent }) {
  const total = searchesPerSecond * searchSeconds;
  const search = createSearch(url, agent);
  for (let index = 0; index < 50; index += 1) await search(index);
  const durations = [];
  const started = performance.now();
  const running = [];
  for (let index = 0; index < total; index += 1) {
    const due = started + (index * 1000) / searchesPerSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    running.push(search(index).then(() => durations.push(performance.now() - due)));
  }
  await Promise.all(running);
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { total, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) };
}

/** What known clients ask: one certificate again, what changed, what expires, pages of everything. */
function createSearch(url, agent) {
  const day = 86_400_000;
  const date = (days) => `${new Date(Date.now() + days * day).toISOString().slice(0, 19)}Z`;
  const page = (index) => ({ page_size: 50, current_page: 1 + (index % 40) });
  const kinds = [
    (index) => ({
      path: '/v1/certificate/search',
      body: {
        max_number_of_results: 1,
        criteria: [
          { property: 'QUERY', value: fillStore.serialNumberOf((index * 7919) % stored), operation: 'EQUAL' },
        ],
      },
    }),
    (index) => ({
      path: '/v2/certificate/search',
      body: {
        pagination: page(index),
        sort: { property: 'UPDATE_TIME', operation: 'ASC' },
        criteria: [{ property: 'UPDATE_TIME', value: date(-(index % 300)), operation: 'AFTER' }],
      },
    }),
    (index) => ({
      path: '/v2/certificate/search',
      body: {
        pagination: page(index),
        sort: { property: 'EXPIRE_DATE', operation: 'ASC' },
        criteria: [
          { property: 'STATUS', value: 'CERT_ACTIVE', operation: 'EQUAL' },
          { property: 'EXPIRE_DATE', value: date(30), operation: 'BEFORE' },
        ],
      },
    }),
    (index) => ({
      path: '/v2/certificate/search',
      body: { pagination: page(index), criteria: [{ property: 'QUERY', value: '%', operation: 'LIKE' }] },
    }),
  ];
  return async (index) => {
    const { path, body } = kinds[index % kinds.length](index);
    const response = await request(`${url}${api}${path}`, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`search ended with ${response.statusCode}: ${text}`);
  };
}

/** The status operation and a bare hono server in turn, round by round, so that other load affects both. */
async function measureStatus({ url, agent, tls, config }) {
  const bare = await startProcess.node(join(import.meta.dirname, 'bare-server.mjs'), config);
  const bareAgent = new Agent({ connections: inFlight, connect: tls });
  const path = `${api}/v1/certificate/status`;
  try {
    const rates = { gateway: [], bare: [] };
    for (let round = -1; round < statusRounds; round += 1) {
      const gatewayRate = await rateOf(`${url}${path}`, agent);
      const bareRate = await rateOf(`${bare.firstLine}${path}`, bareAgent);
      if (round < 0) continue;
      rates.gateway.push(gatewayRate);
      rates.bare.push(bareRate);
    }
    const gateway = median(rates.gateway);
    const hono = median(rates.bare);
    return { gateway, hono, ratio: gateway / hono };
  } finally {
    await bareAgent.close();
    await bare.stop();
  }
}

async function rateOf(url, dispatcher) {
  const started = performance.now();
  await inParallel(Array.from({ length: statusRequests }), async () => {
    const response = await request(url, { dispatcher });
    await response.body.text();
    if (response.statusCode !== 200) throw new Error(`status ended with ${response.statusCode}`);
  });
  return statusRequests / ((performance.now() - started) / 1000);
}

async function inParallel(items, work) {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

async function countCalls({ management }) {
  const response = await fetch(`${management.url}/requests/summary`);
  const { byOperation } = (await response.json()).scm;
  return Object.values(byOperation).reduce((sum, count) => sum + count, 0);
}

async function setSwitches({ management }, switches) {
  await fetch(`${management.url}/switches`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(switches),
  });
}

async function residentMb(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function report({ enrollment, memory, searches, status }) {
  console.log(
    `latency ${latencyMs} ms, ${inFlight} in flight; bound = SCM calls × latency ÷ in flight; ${stored.toLocaleString('en')} certificates stored for the searches\n`,
  );
  const rows = [
    {
      what: `${orders.toLocaleString('en')} enrollments`,
      figure: `${(orders / enrollment.seconds).toFixed(0)} a second, ${(enrollment.calls / orders).toFixed(2)} calls each`,
      ratio: `${enrollment.ratio.toFixed(2)} of the bound`,
      limit: `≥ ${limits.enrollment}`,
      kept: enrollment.ratio >= limits.enrollment,
    },
    {
      what: 'memory after them',
      figure: `${memory.after.toFixed(0)} MB, ${memory.before.toFixed(0)} MB after the first ${warmUpOrders}`,
      ratio: `${(memory.after / memory.before).toFixed(2)} ×`,
      limit: `≤ ${limits.memory}`,
      kept: memory.after / memory.before <= limits.memory,
    },
    {
      what: `${searches.total} searches, ${searchesPerSecond} a second`,
      figure: `median ${searches.p50.toFixed(1)} ms, longest ${searches.max.toFixed(0)} ms`,
      ratio: `p99 ${searches.p99.toFixed(1)} ms`,
      limit: `≤ ${limits.searchP99Ms} ms`,
      kept: searches.p99 <= limits.searchP99Ms,
    },
    {
      what: 'status',
      figure: `${status.gateway.toFixed(0)} a second, bare hono ${status.hono.toFixed(0)}`,
      ratio: status.ratio.toFixed(2),
      limit: `≥ ${limits.status}`,
      kept: status.ratio >= limits.status,
    },
  ];
  printTable(rows.map(({ kept, ...row }) => ({ ...row, kept: kept ? 'yes' : 'NO' })));
  if (rows.some(({ kept }) => !kept)) process.exitCode = 1;
}
