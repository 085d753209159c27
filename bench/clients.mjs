// Compares the SCM client with bare `fetch` and bare undici on the same calls: CPU time of this process per request, and
// requests per second. The sandbox runs in its own process.
import { createSectigoClient } from '@certbridge/sectigo-client';
import { Agent, request } from 'undici';
import { printMachine, printTable } from './print-table.mjs';
import { startSandboxProcess } from './sandbox-process.mjs';

const inFlight = 32;
const rounds = 7;
/** Warms up the connections and the JIT compiler, whose threads count as CPU time. */
const warmUpRounds = 3;
const requestsPerRound = 2500;
const pageSize = 50;
/** Limits relative to bare `fetch`. */
const limits = { cpu: 2.2, rate: 0.5 };

/** Prints the comparison; sets exit code 1 if a limit is exceeded. */
export async function benchClients() {
  const sandbox = await startSandboxProcess('--certificates', 500);
  const agent = new Agent({ connections: inFlight });
  const client = createSectigoClient({
    baseUrl: sandbox.scm.url,
    customerUri: sandbox.scm.customerUri,
    auth: { type: 'password', login: sandbox.scm.login, password: sandbox.scm.password },
    http: { concurrency: inFlight },
  });
  try {
    const ids = [];
    for await (const { sslId } of client.certificates.list()) ids.push(sslId);
    printMachine();
    console.log(`${inFlight} in flight, median of ${rounds} rounds; CPU time of the client's process only\n`);
    const calls = createCalls({ sandbox, client, agent });
    const pages = Math.ceil(ids.length / pageSize);
    const rows = [
      ...(await compare(calls.detail, {
        name: 'detail by id',
        items: Array.from({ length: requestsPerRound }, (_, index) => ids[index % ids.length]),
        requestsPerItem: 1,
      })),
      ...(await compare(calls.list, {
        name: `list, pages of ${pageSize}`,
        items: Array.from({ length: Math.ceil(requestsPerRound / pages) }),
        requestsPerItem: pages,
      })),
    ];
    printTable(rows);
    checkLimits(rows);
  } finally {
    await client.close();
    await agent.close();
    sandbox.stop();
  }
}

/** The same calls in three ways: get a certificate, and read a whole list page by page. */
function createCalls({ sandbox: { scm }, client, agent }) {
  const headers = {
    accept: 'application/json',
    login: scm.login,
    password: scm.password,
    customerUri: scm.customerUri,
  };
  const byFetch = async (path) => {
    const response = await fetch(scm.url + path, { headers, dispatcher: agent });
    return { total: response.headers.get('x-total-count'), data: JSON.parse(await response.text()) };
  };
  const byUndici = async (path) => {
    const response = await request(scm.url + path, { headers, dispatcher: agent });
    return { total: response.headers['x-total-count'], data: JSON.parse(await response.body.text()) };
  };
  const detail = (get) => (id) => get(`/api/ssl/v1/${id}?dateFormat=ISO`);
  const list = (get) => async () => {
    for (let position = 0, total = 1; position < total; ) {
      const page = await get(`/api/ssl/v1?size=${pageSize}&position=${position}`);
      total = Number(page.total);
      position += page.data.length;
    }
  };
  return {
    detail: {
      'this client': (id) => client.certificates.get(id),
      'bare fetch': detail(byFetch),
      'bare undici': detail(byUndici),
    },
    list: {
      'this client': async () => {
        // Rows are discarded as they arrive, like the pages in the other ways.
        for await (const _ of client.certificates.list({}, { pageSize }));
      },
      'bare fetch': list(byFetch),
      'bare undici': list(byUndici),
    },
  };
}

/** Measures all ways in turn, round by round, so that other load on the machine affects all of them. */
async function compare(ways, { name, items, requestsPerItem }) {
  const samples = Object.entries(ways).map(([way, call]) => ({ way, call, cpu: [], rate: [] }));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const sample of samples) {
      const { cpuMicros, seconds } = await measure(sample.call, items);
      if (round < 0) continue;
      const requests = items.length * requestsPerItem;
      sample.cpu.push(cpuMicros / requests);
      sample.rate.push(requests / seconds);
    }
  }
  const fetched = samples.find(({ way }) => way === 'bare fetch');
  return samples.map(({ way, cpu, rate }) => ({
    calls: name,
    by: way,
    'CPU per request, µs': median(cpu).toFixed(0),
    '÷ bare fetch': (median(cpu) / median(fetched.cpu)).toFixed(2),
    'requests per second': median(rate).toFixed(0),
    '÷ bare fetch ': (median(rate) / median(fetched.rate)).toFixed(2),
  }));
}

/** Makes a call for each item, with limited concurrency. */
async function measure(call, items) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await call(item);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMicros: user + system, seconds: (performance.now() - started) / 1000 };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function checkLimits(rows) {
  const missed = rows.filter(
    (row) =>
      row.by === 'this client' &&
      (Number(row['÷ bare fetch']) > limits.cpu || Number(row['÷ bare fetch ']) < limits.rate),
  );
  console.log(
    `\nat most ${limits.cpu} × the CPU time of a bare fetch, at least ${limits.rate} × its rate: ${missed.length === 0 ? 'kept' : 'MISSED'}`,
  );
  if (missed.length > 0) process.exitCode = 1;
}
