import { inspect } from 'node:util';
import { configure, getLogger, type LogRecord, reset } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../src/connection/open-connection.ts';
import { type ConnectionInfo, createSectigoPlugin } from '../src/index.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, flavours, sandboxFor } from './support/plugin.ts';

const planted = 'Pl4nted-S3cret';

/** Everything that a test can get to see of a thing. */
const shown = (thing: unknown) => inspect(thing, { depth: Number.POSITIVE_INFINITY, getters: true });

/** Collects what is logged. */
async function collectLogs(): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { all: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['all'], lowestLevel: 'trace' },
      { category: ['logtape', 'meta'], lowestLevel: 'error' },
    ],
  });
  onTestFinished(() => reset());
  return records;
}

test.each(flavours)(
  'no secret is in an error, a problem, a log line or the plugin itself: %s',
  async (flavour) => {
    const logs = await collectLogs();
    const sandbox = await sandboxFor();
    const plugin = createSectigoPlugin({ reader: memoryReader() });
    onTestFinished(() => plugin.close());
    const connection = { ...connectionTo(sandbox, flavour), Password: planted, ClientSecret: planted };
    const seen: unknown[] = [plugin];
    const keep = async (call: Promise<unknown>) => seen.push(await call.catch((error: unknown) => error));

    await keep(plugin.validateCAConnectionInfo({ ...connection, PageSize: planted, Enabled: planted }));
    await keep(
      plugin.validateCAConnectionInfo({
        ...connection,
        Password: `${planted}\n`,
        ClientSecret: ` ${planted}`,
      }),
    );
    await keep(
      plugin.validateCAConnectionInfo({ ...connection, ApiEndpoint: `https://me:${planted}@host/` }),
    );
    await keep(
      plugin.validateCAConnectionInfo({
        ...connection,
        AuthType: 'Certificate',
        Username: 'x',
        CustomerUri: 'x',
        ClientCertificate: { path: planted, passphrase: planted },
      }),
    );
    await keep(plugin.validateCAConnectionInfo(connection));
    const unknownType: ConnectionInfo = { ...connection, AuthType: planted };
    await keep(plugin.initialize(unknownType));
    await plugin.initialize(connection);
    await keep(plugin.ping());
    await keep(plugin.getSingleRecord('1000'));
    expect(seen.length).toBeGreaterThan(7);
    expect(logs.length).toBeGreaterThan(0);
    expect(shown([seen, plugin, logs])).not.toContain(planted);
  },
);

test.each(flavours)('the settings that operations work with do not show the login: %s', async (flavour) => {
  const sandbox = await sandboxFor();
  const connection = { ...connectionTo(sandbox, flavour), Password: planted, ClientSecret: planted };
  const opened = await openConnection(connection, { logger: getLogger('certbridge') });
  if (opened.type !== 'ready') throw new Error('The connection is not ready.');
  onTestFinished(() => opened.client.close());
  expect(shown(opened.settings)).not.toContain(planted);
  expect(JSON.stringify(opened.settings)).not.toContain(planted);
  expect(shown(opened.settings)).toContain('login');
});
