import { once } from 'node:events';
import path from 'node:path';
import {
  type Knobs,
  type Sandbox,
  type SandboxOptions,
  type Switches,
  startSandbox,
} from '@certbridge/sandbox';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError, renderProblem } from '../configuration-error.ts';
import { errorCode } from '../files/text-file.ts';
import { printedJson, printedLines } from '../printed.ts';
import { prepareConfigurationFolder, writeConfiguration } from './sandbox-configuration.ts';

/** A sandbox as the command line asks for it. */
export interface SandboxCommand {
  readonly certificates: number;
  readonly seed: number;
  readonly knobs: Partial<Knobs>;
  readonly switches: Readonly<Record<string, string | number>>;
  readonly ports: NonNullable<SandboxOptions['ports']>;
  readonly tls: boolean;
  readonly writeConfig?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** Runs the simulated systems until interrupted, and returns the exit code: 0 when it ran, 2 when it could not. */
export async function runSandbox(command: SandboxCommand, io: CliIo): Promise<number> {
  const folder = command.writeConfig === undefined ? undefined : path.resolve(io.cwd, command.writeConfig);
  try {
    if (folder !== undefined) await prepareConfigurationFolder(folder, command);
    const sandbox = await start(command);
    try {
      if (folder !== undefined) await writeConfiguration(folder, sandbox);
      const text = command.json
        ? printedJson(describe(sandbox, folder), { indent: 2 })
        : render(sandbox, folder);
      io.stdout.write(`${text}\n`);
      if (!io.signal.aborted) await once(io.signal, 'abort');
      return 0;
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    io.stderr.write(printedLines(error.problems.map(renderProblem)));
    return 2;
  }
}

async function start({ switches, ...options }: SandboxCommand): Promise<Sandbox> {
  try {
    return await startSandbox({ ...options, switches: switches as Partial<Switches> });
  } catch (error) {
    // That is how the sandbox tells of an option it does not take.
    if (error instanceof TypeError) {
      const message = error.message.replace(/\.$/, '');
      throw new ConfigurationError([{ file: '', message, remedy: 'See certbridge sandbox --help.' }]);
    }
    if (['EADDRINUSE', 'EACCES'].includes(errorCode(error))) {
      const message = `a port can't be opened (${errorCode(error)})`;
      throw new ConfigurationError([
        { file: '', message, remedy: 'Name another port, or none to take any free one.' },
      ]);
    }
    throw error;
  }
}

/** Addresses and credentials of the sandbox, which protect nothing. */
function describe(sandbox: Sandbox, configDir: string | undefined) {
  const { scm, scmOAuth, command, oauth, management, tls } = sandbox;
  const { url, login, password, customerUri, sslTypeIds } = scm;
  return {
    scm: { url, login, password, customerUri, sslTypeIds },
    scmOAuth: {
      url: scmOAuth.url,
      tokenUrl: scmOAuth.tokenUrl,
      clientId: scmOAuth.clientId,
      clientSecret: scmOAuth.clientSecret,
    },
    command: { url: command.url, username: command.username, password: command.password },
    oauth: { tokenUrl: oauth.tokenUrl, clientId: oauth.clientId, clientSecret: oauth.clientSecret },
    management: { url: management.url },
    ...(tls === undefined ? {} : { tls: describeTls(tls) }),
    ...(configDir === undefined ? {} : { configDir }),
  };
}

/** The PFX form is left out: certificate and key are here as PEM. */
function describeTls({ ca, clientCertificate: { cert, key } }: NonNullable<Sandbox['tls']>) {
  return { ca, clientCertificate: { cert, key } };
}

function render(sandbox: Sandbox, folder: string | undefined): string {
  const { scm, scmOAuth, command, oauth, management } = sandbox;
  return [
    'Simulated Sectigo Certificate Manager and Keyfactor Command, for tests only. Nothing is kept.',
    '',
    `SCM         ${scm.url}`,
    `            login ${scm.login}, password ${scm.password}, customer URI ${scm.customerUri}`,
    `            SSL type ids ${scm.sslTypeIds.join(', ')}`,
    `SCM, OAuth  ${scmOAuth.url}`,
    `            token ${scmOAuth.tokenUrl}`,
    `            client id ${scmOAuth.clientId}, client secret ${scmOAuth.clientSecret}`,
    `Command     ${command.url}`,
    `            user ${command.username}, password ${command.password}`,
    `OAuth       ${oauth.tokenUrl}`,
    `            client id ${oauth.clientId}, client secret ${oauth.clientSecret}`,
    `Management  ${management.url}`,
    ...(sandbox.tls === undefined
      ? []
      : ['TLS         with a certificate authority of its own; --write-config and --json hand it out']),
    '',
    ...(folder === undefined
      ? []
      : [`Configuration written to ${folder}. Next: certbridge sctokf --config-dir "${folder}"`]),
    'Ctrl-C ends it.',
  ].join('\n');
}
