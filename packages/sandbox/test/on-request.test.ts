import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defaultKnobs, type RequestEvent, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall } from './checked-client.ts';

let sandbox: Sandbox;
let command: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 5 });
  command = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setKnobs(defaultKnobs());
});

const write = (value: string) => ({ body: { Id: 1, Metadata: { BusinessUnit: value } } });
const unit = () => sandbox.commandState.certificate(1)?.metadata.BusinessUnit;

it('is called for each request before its effect and before its response, until it is removed', async () => {
  const events: RequestEvent[] = [];
  const units: unknown[] = [];
  const stop = sandbox.onRequest((event) => {
    events.push(event);
    units.push(unit());
  });
  await command('PUT /Certificates/Metadata', write('new'));
  stop();
  await command('PUT /Certificates/Metadata', write('newer'));
  const facts = {
    number: expect.any(Number),
    system: 'command',
    operation: 'updateCertificateMetadata',
    method: 'PUT',
    path: '/KeyfactorAPI/Certificates/Metadata',
  };
  expect(events).toEqual([
    { ...facts, phase: 'arrived' },
    { ...facts, phase: 'responding', status: 204 },
  ]);
  expect(events[0]?.number).toBe(events[1]?.number);
  expect(units[0]).not.toBe('new');
  expect(units[1]).toBe('new');
});

it('is called for requests with a fault, with the status of their response', async () => {
  const statuses: unknown[] = [];
  const stop = sandbox.onRequest(({ phase, status }) => {
    if (phase === 'responding') statuses.push(status);
  });
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  await command('GET /Certificates', { unchecked: true });
  sandbox.setKnobs({ errorRate: 0, dropRate: 1 });
  await expect(command('GET /Certificates', { unchecked: true })).rejects.toThrow();
  stop();
  expect(statuses).toEqual([503, null]);
});

it('waits for a listener, so that a change it makes is part of the response', async () => {
  const stop = sandbox.onRequest(async ({ phase }) => {
    await new Promise((resolve) => setImmediate(resolve));
    if (phase === 'arrived') sandbox.commandState.removeCertificate(2);
  });
  const { json } = await command('GET /Certificates');
  stop();
  expect(json.map(({ Id }: { Id: number }) => Id)).not.toContain(2);
});

/** Starts a process that writes one metadata value after another, and never learns that it was killed. */
function startClient(): ChildProcess {
  const { url, username, password } = sandbox.command;
  const program = `
    const headers = JSON.parse(process.env.HEADERS);
    for (let number = 1; number <= 20; number += 1) {
      const body = JSON.stringify({ Id: 1, Metadata: { BusinessUnit: 'write ' + number } });
      await fetch(process.env.ADDRESS, { method: 'PUT', headers, body });
    }`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
    'x-keyfactor-requested-with': 'APIClient',
    'content-type': 'application/json',
  };
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, ADDRESS: `${url}/Certificates/Metadata`, HEADERS: JSON.stringify(headers) },
    stdio: 'ignore',
  });
}

it.each([
  { phase: 'arrived', last: 'write 6', text: 'before the effect' },
  { phase: 'responding', last: 'write 7', text: 'after the effect and before the response' },
] as const)('lets a test kill a client at its 7th call $text', async ({ phase, last }) => {
  const client = startClient();
  const exit = once(client, 'exit');
  let calls = 0;
  const stop = sandbox.onRequest(async (event) => {
    if (event.phase !== phase) return;
    calls += 1;
    if (calls !== 7) return;
    client.kill('SIGKILL');
    await exit;
    expect(unit()).toBe(last);
  });
  await exit;
  // The sandbox still finishes what it was doing for the dead client.
  await command('GET /Status/Endpoints');
  stop();
  expect(sandbox.requests.summary().total).toBeGreaterThanOrEqual(8);
  expect((await command('GET /Certificates')).status).toBe(200);
});
