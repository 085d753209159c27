import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { CaProfile } from '@certbridge/ca-host';
import * as v from 'valibot';
import { toCommandError } from '../../ca/commands/ca-error.ts';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError } from '../../configuration-error.ts';
import { errorCode } from '../../files/error-code.ts';
import { writeTextFile } from '../../files/text-file.ts';
import type { ExitCode } from '../../frame/exit-code.ts';
import { createRedactor, type Redactor } from '../../logging/redactor.ts';
import { printedJson, printedLines } from '../../printed.ts';
import { type GatewayConfig, GatewaySchema } from '../config/gateway-schema.ts';
import { IN_MEMORY, openHost } from '../open-host.ts';
import { renderHost } from '../server/listen.ts';
import { findFreePorts } from './free-ports.ts';
import { type PreparedGateway, renderCaRecord } from './render-ca-record.ts';
import { renderGatewayConfig } from './render-gateway-config.ts';
import { makeTrialCertificates } from './trial-certificates.ts';

/** What a trial is prepared from. */
export interface InitOptions {
  readonly folder: string;
  readonly connection: string;
  readonly set?: Readonly<Record<string, string>> | undefined;
  readonly force?: true | undefined;
  readonly json?: true | undefined;
}

/** A trial can be reached from this machine alone. */
const host = '127.0.0.1';

/** Writes the configuration of a gateway for a trial, and prints the CA record to enter in Command. */
export async function initGateway(io: CliIo, options: InitOptions): Promise<ExitCode> {
  const folder = path.resolve(io.cwd, options.folder);
  const file = path.join(folder, 'gateway.json');
  refuseOverwriting(file, options);
  const [port = 0, operationsPort = 0] = await findFreePorts(2, host);
  const connection = path.resolve(io.cwd, options.connection);
  const document = renderGatewayConfig({
    ...{ host, port, operationsPort, connection, settings: options.set ?? {} },
  });
  const config = v.parse(GatewaySchema, withoutComments(document));
  const redactor = createRedactor();
  // Before anything is written: a trial without SCM is none.
  await readProfiles({ ...config, database: IN_MEMORY }, { io, folder, redactor });
  await writeFiles(folder, {
    'gateway.json': `${JSON.stringify(document, null, 2)}\n`,
    ...(await trialFiles()),
  });
  // Kept in the database of the gateway, which gives each its number for good.
  const profiles = await readProfiles(config, { io, folder, redactor });
  const prepared: PreparedGateway = {
    config: file,
    url: `https://${renderHost(host)}:${port}`,
    operations: `http://${renderHost(host)}:${operationsPort}`,
    ca: path.join(folder, 'ca.pem'),
    certificate: path.join(folder, 'client.pem'),
    key: path.join(folder, 'client.key'),
    profiles: profiles.map(({ name, id, productId }) => ({ name, id, productId })),
  };
  io.stdout.write(
    options.json === true
      ? `${printedJson(prepared, { redactor, indent: 2 })}\n`
      : printedLines(renderCaRecord(prepared), redactor),
  );
  return 0;
}

function refuseOverwriting(file: string, { force }: InitOptions): void {
  if (force === true || !existsSync(file)) return;
  const message = 'this file is there already, and is not overwritten';
  throw new ConfigurationError([{ file, message, remedy: 'Name another folder, or add --force.' }]);
}

function withoutComments(document: object): object {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
}

/** Asks SCM for its products. Throws a `CommandError` where it can't be asked. */
async function readProfiles(
  config: GatewayConfig,
  { io, folder, redactor }: { readonly io: CliIo; readonly folder: string; readonly redactor: Redactor },
): Promise<readonly CaProfile[]> {
  const opened = await openHost({ config, directory: folder }, { env: io.env, redactor });
  try {
    const { signal } = io;
    return (await Promise.all(opened.host.cas.map((ca) => ca.profiles({ signal })))).flat();
  } catch (error) {
    throw toCommandError(error);
  } finally {
    await opened.close();
  }
}

async function trialFiles(): Promise<Record<string, string>> {
  const { authority, server, client } = await makeTrialCertificates(new Date());
  return {
    'ca.pem': authority.certificate,
    'ca.key': authority.key,
    'server.pem': server.certificate,
    'server.key': server.key,
    'client.pem': client.certificate,
    'client.key': client.key,
  };
}

/** Writes files into a folder, which is created; keys can be read by their owner alone. */
async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    const message = `the folder can't be created (${errorCode(error)})`;
    throw new ConfigurationError([{ file: folder, message, remedy: 'Name another one.' }]);
  });
  for (const [name, text] of Object.entries(files)) {
    const mode = name.endsWith('.pem') ? 0o644 : 0o600;
    await writeTextFile(path.join(folder, name), { text, encoding: 'utf-8', mode });
  }
}
