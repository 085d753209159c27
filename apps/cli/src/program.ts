import { Command, CommanderError } from 'commander';
import type { SandboxCommand } from './commands/sandbox.ts';
import type { SyncCommand } from './commands/sync.ts';
import type { LogThreshold } from './logging/log-level.ts';
import { assignment, logThreshold, share, wholeNumber } from './option-values.ts';
import { version } from './version.ts';

/** What the commands do; each returns the exit code. */
export interface ProgramActions {
  readonly sync: (command: SyncCommand) => Promise<number>;
  readonly sandbox: (command: SandboxCommand) => Promise<number>;
}

/** Where help and usage errors go. */
export interface ProgramOutput {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

const usageErrorCode = 2;

const exitCodes = `
Exit codes of a sync:
  0    everything in scope was done, or nothing needed doing
  1    failed: a system could not be reached or read; nothing further was written
  2    usage or configuration error; nothing was called
  3    finished, but at least one certificate failed or was partly processed
  4    stopped for you: replacements missing in bannedcharacters.json, metadata fields
       missing before kftosc, or another run under way
  130  interrupted`;

/**
 * Parses a command line, without program name, and runs the command it names.
 *
 * Returns the exit code. Help goes to standard output, a usage error with the usage to standard error.
 */
export async function runProgram(
  argv: readonly string[],
  { actions, output }: { actions: ProgramActions; output: ProgramOutput },
): Promise<number> {
  let exitCode = 0;
  const program = new Command('certbridge')
    .description('Keeps certificate metadata of Sectigo Certificate Manager and Keyfactor Command in step.')
    .usage('<sctokf|kftosc|sandbox> [options]')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(output)
    .showHelpAfterError()
    .addHelpText('after', exitCodes);
  const sync = async (command: SyncCommand) => {
    exitCode = await actions.sync(command);
  };
  addSync(program, { mode: 'sctokf', summary: 'bring metadata from Sectigo to Keyfactor', action: sync });
  addSync(program, {
    mode: 'kftosc',
    summary: 'bring custom fields from Keyfactor back to Sectigo',
    action: sync,
  });
  addSandbox(program, async (command) => {
    exitCode = await actions.sandbox(command);
  });
  try {
    // What stands first is a command or an option of the program: no value that letter case matters to.
    const [first, ...rest] = argv;
    await program.parseAsync(first === undefined ? [] : [first.toLowerCase(), ...rest], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageErrorCode;
  }
}

interface SyncOptions {
  configDir: string;
  dryRun?: true;
  json?: true;
  logLevel?: LogThreshold;
  updateFields?: true;
  concurrency: number;
}

function addSync(
  program: Command,
  {
    mode,
    summary,
    action,
  }: { mode: SyncCommand['mode']; summary: string; action: (command: SyncCommand) => Promise<void> },
): void {
  program
    .command(mode)
    .description(summary)
    .option('--config-dir <dir>', 'folder with config.json and fields.json', 'config')
    .option('--dry-run', 'print the differences and write nothing')
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .option(
      '--log-level <level>',
      'level of the log file and of standard error: trace … fatal, or off',
      logThreshold,
    )
    .option('--update-fields', 'bring existing metadata fields to what the configuration says')
    .option('--concurrency <n>', 'calls under way to either system at one time', wholeNumber(1, 100), 8)
    .action((options: SyncOptions) => {
      const { dryRun = false, json = false, updateFields = false } = options;
      return action({ ...options, mode, dryRun, json, updateFields });
    });
}

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

function addSandbox(program: Command, action: (command: SandboxCommand) => Promise<void>): void {
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
