import path from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { defineAction } from '../../frame/action.ts';
import { folderName } from '../../option-values.ts';
import { connectionOption, forceOption, jsonOption, setOption } from '../../shared-options.ts';
import { renderCaRecord } from '../init/render-ca-record.ts';

/** Writes the configuration of a gateway for a trial, and prints the CA record to enter in Command. */
export const initAction = defineAction(
  () =>
    new Command('init')
      .description('write the configuration of a gateway for a trial, with certificates of its own')
      .argument('<dir>', 'folder to write it to', folderName)
      .addOption(connectionOption('file with the connection to SCM').makeOptionMandatory())
      .addOption(setOption('a setting or field for the products'))
      .addOption(forceOption('overwrite a configuration that is there'))
      .addOption(jsonOption()),
  (_io, { json, connection, set = {}, force = false }, folder) => ({
    json,
    work: async ({ io, redactor }) => {
      // Loaded when asked for, as the gateway is.
      const { prepareTrial } = await import('../init/prepare-trial.ts');
      const { gateway, findings } = await prepareTrial(path.resolve(io.cwd, folder), {
        connection: path.resolve(io.cwd, connection),
        settings: set,
        force,
        io,
        redactor,
      });
      return {
        exitCode: 0,
        notes: findings,
        ...(json ? { document: gateway } : { lines: renderCaRecord(gateway) }),
      };
    },
  }),
);
