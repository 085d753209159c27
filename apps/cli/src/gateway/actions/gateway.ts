import { Command } from '@commander-js/extra-typings';
import { defineAction } from '../frame/action.ts';
import { port } from '../option-values.ts';
import { connectionOption, forceOption, jsonOption, logLevelOption, setOption } from '../shared-options.ts';

const initAction = defineAction(
  () =>
    new Command('init')
      .description('write the configuration of a gateway for a trial, with certificates of its own')
      .argument('<dir>', 'folder to write it to')
      .addOption(connectionOption('file with the connection to SCM').makeOptionMandatory())
      .addOption(setOption('a setting or field for the products'))
      .addOption(forceOption('overwrite a configuration that is there'))
      .addOption(jsonOption()),
  (_io, { json, ...options }, folder) => ({
    json,
    work: async (context) =>
      (await import('./init/init-gateway.ts')).initGateway(context, { ...options, json, folder }),
  }),
);

/** Serves a gateway, and prepares one. */
export const gatewayAction = defineAction(
  () =>
    new Command('gateway')
      .description('serve EJBCA REST and EST: Command and other clients order from Sectigo')
      .option('--config <file>', 'configuration of the gateway', 'gateway.json')
      .option('--port <port>', 'port to listen at, instead of that of the configuration', port)
      .addOption(logLevelOption('log on standard error')),
  // Loaded when asked for: a server and its libraries are dead weight for all other actions.
  (_io, options) => ({
    work: async (context) => (await import('./run-gateway.ts')).runGateway(context, options),
  }),
  [initAction],
);
