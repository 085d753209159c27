import { Command } from '@commander-js/extra-typings';
import { parameter } from '../ca/option-values.ts';
import { defineCommand } from '../frame/command.ts';
import { logThreshold, wholeNumber } from '../option-values.ts';

const initCommand = defineCommand(
  () =>
    new Command('init')
      .description('write the configuration of a gateway for a trial, with certificates of its own')
      .argument('<dir>', 'folder to write it to')
      .requiredOption('--connection <file>', 'file with the connection to SCM')
      .option('--set <name=value>', 'a setting or field for the products; repeatable', parameter)
      .option('--force', 'overwrite a configuration that is there')
      .option('--json', 'print one JSON document'),
  async (io, options, folder) =>
    (await import('./init/init-gateway.ts')).initGateway(io, { ...options, folder }),
);

/** Serves a gateway, and prepares one. */
export const gatewayCommand = defineCommand(
  () =>
    new Command('gateway')
      .description('serve EJBCA REST and EST: Command and other clients order from Sectigo')
      .option('--config <file>', 'configuration of the gateway', 'gateway.json')
      .option(
        '--port <port>',
        'port to listen at, instead of that of the configuration',
        wholeNumber(0, 65_535),
      )
      .option(
        '--log-level <level>',
        'level of the log on standard error: trace … fatal, or off',
        logThreshold,
      ),
  // Loaded when asked for: a server and its libraries are dead weight for all other commands.
  async (io, options) => (await import('./run-gateway.ts')).runGateway(io, options),
  [initCommand],
);
