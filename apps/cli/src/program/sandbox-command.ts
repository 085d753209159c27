import type { Command } from 'commander';
import type { SandboxCommand } from '../commands/sandbox.ts';
import { assignment, share, wholeNumber } from '../option-values.ts';

interface SandboxOptions {
  certificates: number;
  seed: number;
  latency?: number;
  errorRate?: number;
  dropRate?: number;
  htmlRate?: number;
  rateLimit?: number;
  switch?: SandboxCommand['switches'];
  portScm?: number;
  portCommand?: number;
  portScmOauth?: number;
  portOauth?: number;
  portManagement?: number;
  tls?: true;
  writeConfig?: string;
  force?: true;
  json?: true;
}

/** Adds the command that simulates both systems. */
export function addSandboxCommand(
  program: Command,
  action: (command: SandboxCommand) => Promise<void>,
): void {
  const port = wholeNumber(0, 65_535);
  program
    .command('sandbox')
    .description('simulate both systems on this machine, for demos and tests, until Ctrl-C')
    .option('--certificates <n>', 'certificates in both systems', wholeNumber(0, 500_000), 100)
    .option('--seed <n>', 'seed of all data and faults', wholeNumber(0, 2_147_483_647), 1)
    .option('--latency <ms>', 'time to every answer', wholeNumber(0, 600_000))
    .option('--error-rate <share>', 'share of requests answered with 500 or 429', share)
    .option('--drop-rate <share>', 'share of requests whose connection is cut', share)
    .option('--html-rate <share>', "share of requests answered with a proxy's HTML page", share)
    .option('--rate-limit <n>', 'requests served in a second; more get 429', wholeNumber(0, 1_000_000))
    .option(
      '--switch <name=value>',
      'answer to a question the API documents leave open; repeatable',
      assignment,
    )
    .option('--port-scm <port>', 'port of SCM; 0 takes any free one', port)
    .option('--port-command <port>', 'port of Command', port)
    .option('--port-scm-oauth <port>', 'port of SCM with OAuth2 login', port)
    .option('--port-oauth <port>', 'port of the token endpoint of Command', port)
    .option('--port-management <port>', 'port that shows requests, and changes data and faults', port)
    .option('--tls', 'serve HTTPS, with a certificate authority of its own')
    .option('--write-config <dir>', 'write a configuration folder that works with the sandbox')
    .option('--force', 'with --write-config: overwrite a configuration of your own')
    .option('--json', 'print addresses and credentials as one JSON document')
    .action((options: SandboxOptions) => action(toSandboxCommand(options)));
}

function toSandboxCommand(options: SandboxOptions): SandboxCommand {
  const { certificates, seed, tls = false, writeConfig, force = false, json = false } = options;
  return {
    certificates,
    seed,
    knobs: withoutUndefined({
      latencyMs: options.latency,
      errorRate: options.errorRate,
      dropRate: options.dropRate,
      htmlRate: options.htmlRate,
      rateLimitPerSecond: options.rateLimit,
    }),
    switches: options.switch ?? {},
    ports: withoutUndefined({
      scm: options.portScm,
      command: options.portCommand,
      scmOAuth: options.portScmOauth,
      oauth: options.portOauth,
      management: options.portManagement,
    }),
    tls,
    writeConfig,
    force,
    json,
  };
}

function withoutUndefined<K extends string>(
  values: Record<K, number | undefined>,
): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >;
}
