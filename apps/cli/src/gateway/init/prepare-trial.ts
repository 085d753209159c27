import { lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CaProfile, ManagedCa } from '@certbridge/ca-host';
import * as v from 'valibot';
import { toProgramError } from '../../ca/actions/ca-error.ts';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError } from '../../configuration-error.ts';
import type { NewFile } from '../../files/write-files-together.ts';
import type { Redactor } from '../../logging/redactor.ts';
import { type GatewayConfig, GatewaySchema } from '../config/gateway-schema.ts';
import { loadConnections } from '../config/load-connections.ts';
import { IN_MEMORY, openHost } from '../open-host.ts';
import { renderHost } from '../server/listen.ts';
import { checkTrialSettings } from './check-trial-settings.ts';
import { findFreePorts } from './free-ports.ts';
import type { PreparedGateway } from './render-ca-record.ts';
import { renderGatewayConfig } from './render-gateway-config.ts';
import { makeTrialCertificates, type TrialCertificates } from './trial-certificates.ts';
import { removeTrialDrafts, trialDatabase, writeTrial } from './write-trial.ts';

/** What a trial is prepared from. */
export interface TrialOptions {
  /** File with the connection to SCM. */
  readonly connection: string;
  /** Settings and fields for the products. */
  readonly settings: Readonly<Record<string, string>>;
  /** Overwrite a configuration that is there. */
  readonly force: boolean;
  readonly io: CliIo;
  readonly redactor: Redactor;
}

/** A trial that was written. */
export interface PreparedTrial {
  readonly gateway: PreparedGateway;
  /** What the operator should look at. */
  readonly findings: readonly string[];
}

/** A trial can be reached only from this machine. */
const host = '127.0.0.1';

/** Writes the configuration of a gateway for a trial into a folder. Throws a `ProgramError` where SCM would not serve it. */
export async function prepareTrial(
  folder: string,
  { connection, settings, force, io, redactor }: TrialOptions,
): Promise<PreparedTrial> {
  refuseFile(folder);
  const certificates = await makeTrialCertificates(new Date());
  const [port = 0, operationsPort = 0] = await findFreePorts(2, host);
  const document = renderGatewayConfig({ host, port, operationsPort, connection, settings });
  const files = trialFiles(document, certificates);
  if (!force) refuseOverwriting(folder, [trialDatabase, ...files.map(({ name }) => name)]);
  const config = v.parse(GatewaySchema, withoutComments(document));
  const place = { io, folder, redactor };
  // Before anything is written: a trial needs a reachable SCM that accepts its settings.
  const lacking = await withHost({ ...config, database: IN_MEMORY }, place, (cas) =>
    checkTrialSettings(cas, { signal: io.signal }),
  );
  const profiles = await writeTrial(folder, {
    files,
    // Kept in the database of the gateway, which gives each its number for good.
    fillDatabase: (draft) => withHost(config, { ...place, folder: draft }, (cas) => readProfiles(cas, io)),
  });
  const drafts = (await removeTrialDrafts(folder, files)).map(
    (draft) =>
      `${draft} was left by a run of init that was killed, or another run is working on it. Delete it if none is.`,
  );
  return {
    gateway: {
      config: path.join(folder, 'gateway.json'),
      url: `https://${renderHost(host)}:${port}`,
      operations: `http://${renderHost(host)}:${operationsPort}`,
      ca: path.join(folder, 'ca.pem'),
      certificate: path.join(folder, 'client.pem'),
      key: path.join(folder, 'client.key'),
      profiles: profiles.map(({ name, id, productId }) => ({ name, id, productId })),
    },
    findings: [...lacking, ...drafts],
  };
}

function refuseFile(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false) return;
  const message = 'this is a file, and no folder';
  throw new ConfigurationError([{ file: folder, message, remedy: 'Name another one.' }]);
}

function refuseOverwriting(folder: string, names: readonly string[]): void {
  const present = names.map((name) => path.join(folder, name)).filter(isPresent);
  const message = 'this file is there already, and is not overwritten';
  const problems = present.map((file) => ({ file, message, remedy: 'Name another folder, or add --force.' }));
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** A link is there, too, wherever it leads. */
function isPresent(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function withoutComments(document: object): object {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
}

/** Works with the CAs of a configuration. Throws a `ProgramError` where they can't be used. */
async function withHost<Result>(
  config: GatewayConfig,
  { io, folder, redactor }: { readonly io: CliIo; readonly folder: string; readonly redactor: Redactor },
  work: (cas: readonly ManagedCa[]) => Promise<Result>,
): Promise<Result> {
  const connections = await loadConnections(config.cas, { directory: folder, env: io.env, redactor });
  const opened = await openHost({ config, directory: folder, connections }, { redactor });
  try {
    return await work(opened.cas.map(({ ca }) => ca));
  } catch (error) {
    throw toProgramError(error);
  } finally {
    await opened.close();
  }
}

async function readProfiles(cas: readonly ManagedCa[], { signal }: CliIo): Promise<readonly CaProfile[]> {
  return (await Promise.all(cas.map((ca) => ca.profiles({ signal })))).flat();
}

/** Lists the files of a trial. The configuration comes last, so that what it names is there before. */
function trialFiles(
  configuration: object,
  { authority, server, client }: TrialCertificates,
): readonly NewFile[] {
  const text = `${JSON.stringify(configuration, null, 2)}\n`;
  return [
    { name: 'ca.pem', text: authority.certificate, mode: 0o644 },
    { name: 'ca.key', text: authority.key, mode: 0o600 },
    { name: 'server.pem', text: server.certificate, mode: 0o644 },
    { name: 'server.key', text: server.key, mode: 0o600 },
    { name: 'client.pem', text: client.certificate, mode: 0o644 },
    { name: 'client.key', text: client.key, mode: 0o600 },
    { name: 'gateway.json', text, mode: 0o600 },
  ];
}
