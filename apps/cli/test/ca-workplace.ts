import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';
import { makeCsr } from '../../../packages/ca-host/test/support/make-csr.ts';
import { Workplace } from './harness.ts';

/** Settings that the sandbox's products need. */
export const goodSettings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-1'] as const;

/** A folder with a connection to a sandbox of its own; both end with the test. */
export async function startCa({ certificates = 20 }: { certificates?: number } = {}) {
  const sandbox = await startSandbox({ certificates });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  const connect = (changes: Record<string, unknown> = {}) =>
    workplace.write('ca.json', { ...connectionTo(sandbox), ...changes });
  await connect();
  const run = async (action: string, ...argv: readonly string[]) => {
    const result = await workplace.run(['ca', action, ...argv]);
    return { ...result, json: () => JSON.parse(result.stdout) };
  };
  /** Writes the file of a new request. */
  const writeCsr = async (name: string, options: Parameters<typeof makeCsr>[1] = {}) => {
    const csr = makeCsr(name, options);
    await writeFile(path.join(workplace.base, `${name}.csr`), csr.pem);
    return `${name}.csr`;
  };
  const enroll = async (name: string, ...argv: readonly string[]) =>
    run('enroll', '--csr', await writeCsr(name), '--product', '1001', ...goodSettings, ...argv);
  const read = (name: string) => readFile(path.join(workplace.base, name));
  return { sandbox, workplace, connect, run, writeCsr, enroll, read };
}

/** The connection to a sandbox; nobody waits long for a certificate. */
export function connectionTo({ scm }: Sandbox): Record<string, unknown> {
  return {
    ApiEndpoint: scm.url,
    CustomerUri: scm.customerUri,
    Username: scm.login,
    Password: scm.password,
    PickupRetries: 3,
    PickupDelay: 0,
    PageSize: 200,
  };
}

/** Counts the orders and revocations that SCM received. */
export function writesTo({ requests }: Sandbox): number {
  return requests.list().filter(({ operation }) => /^(enroll|renew|replace|revoke)/i.test(operation)).length;
}
