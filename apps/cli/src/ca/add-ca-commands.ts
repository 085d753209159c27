import type { SubjectAlternativeNames } from '@certbridge/ca-plugin';
import { type Command, Option } from 'commander';
import type { LogThreshold } from '../logging/log-level.ts';
import { logThreshold, wholeNumber } from '../option-values.ts';
import type { CaCommand } from './ca-command.ts';
import type { CaEnrollCommand } from './commands/enroll.ts';
import type { CaExportCommand } from './commands/export.ts';
import type { CaOptions } from './commands/run-ca-command.ts';
import type { ListedStatus } from './commands/status-names.ts';
import {
  alternativeName,
  certificateFormat,
  parameter,
  revocationReason,
  statusGroup,
  timeSpan,
} from './option-values.ts';

type Run = (command: CaCommand) => Promise<void>;

const requestText = 'id of the request, or serial number of its certificate';

const exitCodes = `
Exit codes:
  0    done; an order that waits for approval is one that is done
  1    Sectigo could not be reached or read, or the database could not be written
  2    usage, configuration or input error; nothing was ordered or revoked
  3    done, but something failed, could not be read, or was refused by Sectigo
  4    stopped for you: an order may have come through already, or another run is under way
  130  interrupted`;

/** Adds the commands that work with SCM as a certificate authority. */
export function addCaCommands(program: Command, run: Run): void {
  const ca = program
    .command('ca')
    .description('order, renew, revoke and synchronize certificates of Sectigo, with a database of them')
    .helpCommand(false)
    .addHelpText('after', exitCodes);
  addConnectionCommands(ca, run);
  addOrderCommands(ca, run);
  addRequestCommands(ca, run);
  addDatabaseCommands(ca, run);
}

function addConnectionCommands(ca: Command, run: Run): void {
  addCaOptions(ca.command('ping').description('try the connection out')).action((options: CommandLine) =>
    run({ name: 'ping', options: toCaOptions(options) }),
  );
  addCaOptions(ca.command('products').description('list the products with their ids')).action(
    (options: CommandLine) => run({ name: 'products', options: toCaOptions(options) }),
  );
  addCaOptions(ca.command('validate').description('list everything that is wrong with the connection'))
    .option('--product <id>', 'look at the settings of this product, too')
    .option('--set <name=value>', 'a setting of the product; repeatable', parameter)
    .action((options: CommandLine) =>
      run({
        name: 'validate',
        options: { ...toCaOptions(options), product: options.product, parameters: options.set ?? {} },
      }),
    );
  ca.command('annotations')
    .description('print the settings of connections and products as JSON')
    .action(() => run({ name: 'annotations' }));
  addCaOptions(ca.command('sync').description('bring the database to what Sectigo has'))
    .option('--full', 'read everything, whatever was read before')
    .action((options: CommandLine) =>
      run({ name: 'sync', options: { ...toCaOptions(options), full: options.full ?? false } }),
    );
}

function addOrderCommands(ca: Command, run: Run): void {
  addOrderOptions(ca.command('enroll').description('order a certificate'))
    .requiredOption('--product <id>', 'product to order; certbridge ca products lists them')
    .action((options: OrderLine) => run({ name: 'enroll', options: toEnrollCommand('New', options) }));
  addOrderOptions(ca.command('renew').description('order a certificate that follows another'))
    .argument('<id>', requestText)
    .option('--product <id>', "product to order (default: that request's)")
    .action((request: string, options: OrderLine) =>
      run({ name: 'enroll', options: { ...toEnrollCommand('Renew', options), request } }),
    );
  addOrderOptions(ca.command('reissue').description('order a certificate that takes the place of another'))
    .argument('<id>', requestText)
    .option('--product <id>', "product to order (default: that request's)")
    .action((request: string, options: OrderLine) =>
      run({ name: 'enroll', options: { ...toEnrollCommand('Reissue', options), request } }),
    );
}

function addRequestCommands(ca: Command, run: Run): void {
  addCaOptions(ca.command('get').description('read how a request stands'))
    .argument('<id>', requestText)
    .action((request: string, options: CommandLine) =>
      run({ name: 'get', options: { ...toCaOptions(options), request } }),
    );
  addCaOptions(ca.command('pending').description('ask again for every request that waits')).action(
    (options: CommandLine) => run({ name: 'pending', options: toCaOptions(options) }),
  );
  addCaOptions(ca.command('revoke').description('revoke a certificate'))
    .argument('<id>', requestText)
    .requiredOption(
      '--reason <reason>',
      'unspecified, keyCompromise, affiliationChanged, superseded or cessationOfOperation',
      revocationReason,
    )
    .action((request: string, options: CommandLine & { reason: number }) =>
      run({ name: 'revoke', options: { ...toCaOptions(options), request, reason: options.reason } }),
    );
}

function addDatabaseCommands(ca: Command, run: Run): void {
  addPlaceOptions(ca.command('list').description('list the requests of the database'))
    .option('--status <status>', 'only those issued, expired, pending, revoked or failed', statusGroup)
    .option(
      '--expiring-in <time>',
      'only certificates that expire within it, for example 30d or 12h',
      timeSpan,
    )
    .addOption(new Option('--json', 'print one JSON document').conflicts('csv'))
    .option('--csv', 'print a table for other programs, a line a request')
    .action(({ json, csv, ...options }: ListLine) =>
      run({ name: 'list', options: { ...options, format: json ? 'json' : csv ? 'csv' : 'text' } }),
    );
  addPlaceOptions(ca.command('export').description('hand out a certificate of the database'))
    .argument('<id>', requestText)
    .option('--format <format>', 'pem, der or p7b', certificateFormat, 'pem')
    .option('--chain <file>', 'PEM file with the certificates of issuers, to hand out with it')
    .option('--out <file>', 'file to write (default: standard output)')
    .option('--force', 'overwrite the file')
    .action((request: string, options: ExportLine) =>
      run({ name: 'export', options: { ...options, request, force: options.force ?? false } }),
    );
}

interface PlaceLine {
  configDir?: string;
  connection?: string;
  database?: string;
}

interface CommandLine extends PlaceLine {
  json?: true;
  logLevel?: LogThreshold;
  concurrency: number;
  full?: true;
  product?: string;
  set?: Readonly<Record<string, string>>;
}

interface OrderLine extends CommandLine {
  csr: string;
  subject?: string;
  san?: SubjectAlternativeNames;
  again?: true;
  out?: string;
  force?: true;
}

interface ListLine extends PlaceLine {
  status?: ListedStatus;
  expiringIn?: number;
  json?: true;
  csv?: true;
}

interface ExportLine extends PlaceLine {
  format: CaExportCommand['format'];
  chain?: string;
  out?: string;
  force?: true;
}

function addPlaceOptions(command: Command): Command {
  return command
    .option('--config-dir <dir>', 'folder with ca.json (default: that of --connection, else config)')
    .option('--connection <file>', 'file with the connection (default: ca.json in that folder)')
    .option('--database <file>', 'the certificate database (default: ca.db beside the connection)');
}

function addCaOptions(command: Command): Command {
  return addPlaceOptions(command)
    .option('--json', 'print one JSON document on standard output, everything else on standard error')
    .option(
      '--log-level <level>',
      'level of the log file and of standard error: trace … fatal, or off',
      logThreshold,
    )
    .option('--concurrency <n>', 'calls under way at one time', wholeNumber(1, 100), 8);
}

function addOrderOptions(command: Command): Command {
  return addCaOptions(command)
    .requiredOption('--csr <file>', 'certificate request (PKCS#10), PEM or DER')
    .option('--subject <name>', "subject as RFC 4514 has it (default: the request's)")
    .option(
      '--san <kind=name>',
      "alternative name, for example dns=www.example.org; repeatable (default: the request's)",
      alternativeName,
    )
    .option('--set <name=value>', 'a setting or field of the product; repeatable', parameter)
    .option('--again', 'order although an earlier order with this request may have come through')
    .option('--out <file>', 'file to write the certificate to, as PEM')
    .option('--force', 'overwrite that file');
}

function toCaOptions(options: CommandLine): CaOptions {
  const { configDir, connection, database, json = false, logLevel, concurrency } = options;
  return { configDir, connection, database, json, logLevel, concurrency };
}

function toEnrollCommand(kind: CaEnrollCommand['kind'], options: OrderLine): CaEnrollCommand {
  const {
    csr,
    product,
    subject,
    san = {},
    set: parameters = {},
    again = false,
    out,
    force = false,
  } = options;
  return { ...toCaOptions(options), kind, csr, product, subject, san, parameters, again, out, force };
}
