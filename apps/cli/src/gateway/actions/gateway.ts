import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { defineAction } from '../../frame/action.ts';
import { port } from '../../option-values.ts';
import { logLevelOption } from '../../shared-options.ts';
import { initAction } from './init.ts';

/** Serves a gateway until it is interrupted. Prints its address on standard output once it listens. */
export const gatewayAction = defineAction(
  () =>
    new Command('gateway')
      .description('serve EJBCA REST and EST: Command and other clients order from Sectigo')
      .option('--config <file>', 'configuration of the gateway', 'gateway.json')
      .option('--port <port>', 'port to listen at, instead of that of the configuration', port)
      .addOption(logLevelOption('log on standard error')),
  (_io, { config, port, logLevel: level }) => ({
    log: { kind: 'service', level },
    work: async ({ io, redactor, printer, untilInterrupted }) => {
      // Loaded when asked for: a server and its libraries are dead weight for all other actions.
      const { withGateway } = await import('../with-gateway.ts');
      await withGateway(path.resolve(io.cwd, config), { port, io, redactor }, async (url) => {
        await printer.print({ lines: [url] });
        await untilInterrupted();
      });
      return { exitCode: 0 };
    },
  }),
  [initAction],
);
