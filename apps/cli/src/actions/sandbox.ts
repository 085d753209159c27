import path from 'node:path';
import type { Sandbox, Switches } from '@certbridge/sandbox';
import { Command } from '@commander-js/extra-typings';
import { badInput } from '../configuration-error.ts';
import { errorCode } from '../files/error-code.ts';
import { defineAction, type OptionsOf } from '../frame/action.ts';
import { assignment, port, share, wholeNumber } from '../option-values.ts';
import { forceOption, jsonOption } from '../shared-options.ts';
import { prepareConfigurationFolder, writeConfiguration } from './sandbox-configuration.ts';

/** Simulates both systems until interrupted. */
export const sandboxAction = defineAction(
  buildAction,
  (io, { writeConfig, force = false, json, ...options }) => ({
    json,
    work: async ({ printer, untilInterrupted }) => {
      const folder = writeConfig === undefined ? undefined : path.resolve(io.cwd, writeConfig);
      if (folder !== undefined) await prepareConfigurationFolder(folder, { force });
      const sandbox = await start(options);
      try {
        if (folder !== undefined) await writeConfiguration(folder, sandbox);
        await printer.print(
          json ? { document: describe(sandbox, folder) } : { lines: render(sandbox, folder) },
        );
        await untilInterrupted();
        return { exitCode: 0 };
      } finally {
        await sandbox.close();
      }
    },
  }),
);

function buildAction() {
  return new Command('sandbox')
    .description('simulate both systems on this machine, for demos and tests, until Ctrl-C')
    .option('--certificates <n>', 'certificates in both systems', wholeNumber(0, 500_000), 100)
    .option('--seed <n>', 'seed of all data and faults', wholeNumber(0, 2_147_483_647), 1)
    .option('--latency <ms>', 'delay of every response', wholeNumber(0, 600_000))
    .option('--error-rate <share>', 'share of requests that get 500 or 429', share)
    .option('--drop-rate <share>', 'share of requests whose connection is cut', share)
    .option('--html-rate <share>', "share of requests that get a proxy's HTML page", share)
    .option('--rate-limit <n>', 'requests served in a second; more get 429', wholeNumber(0, 1_000_000))
    .option(
      '--switch <name=value>',
      'choice where the API documents leave a question open; repeatable',
      assignment,
    )
    .option('--port-scm <port>', 'port of SCM; 0 takes any free one', port)
    .option('--port-command <port>', 'port of Command', port)
    .option('--port-scm-oauth <port>', 'port of SCM with OAuth2 login', port)
    .option('--port-oauth <port>', 'port of the token endpoint of Command', port)
    .option('--port-management <port>', 'port that shows requests, and changes data and faults', port)
    .option('--tls', 'serve HTTPS, with a certificate authority of its own')
    .option('--write-config <dir>', 'write a configuration folder that works with the sandbox')
    .addOption(forceOption('with --write-config: overwrite a configuration of your own'))
    .addOption(jsonOption('print addresses and credentials as one JSON document'));
}

async function start(options: OptionsOf<typeof buildAction>): Promise<Sandbox> {
  const { certificates, seed, tls = false } = options;
  const knobs = {
    latencyMs: options.latency,
    errorRate: options.errorRate,
    dropRate: options.dropRate,
    htmlRate: options.htmlRate,
    rateLimitPerSecond: options.rateLimit,
  };
  const ports = {
    scm: options.portScm,
    command: options.portCommand,
    scmOAuth: options.portScmOauth,
    oauth: options.portOauth,
    management: options.portManagement,
  };
  const switches = (options.switch ?? {}) as Partial<Switches>;
  // Loaded when asked for: servers and their libraries are dead weight for a sync.
  const { startSandbox } = await import('@certbridge/sandbox');
  try {
    return await startSandbox({
      certificates,
      seed,
      tls,
      switches,
      knobs: withoutUndefined(knobs),
      ports: withoutUndefined(ports),
    });
  } catch (error) {
    // The sandbox throws this for an option it does not take.
    if (error instanceof TypeError) throw badInput(error.message, 'See certbridge sandbox --help.');
    if (!['EADDRINUSE', 'EACCES'].includes(errorCode(error))) throw error;
    throw badInput(
      `a port can't be opened (${errorCode(error)})`,
      'Name another port, or none to take any free one.',
    );
  }
}

function withoutUndefined<K extends string>(
  values: Record<K, number | undefined>,
): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
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

function render(sandbox: Sandbox, folder: string | undefined): readonly string[] {
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
  ];
}
