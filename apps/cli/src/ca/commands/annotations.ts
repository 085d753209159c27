import { Command } from '@commander-js/extra-typings';
import { defineCommand } from '../../frame/command.ts';
import { printedJson } from '../../printed.ts';
import { pluginAnnotations } from '../connection/plugin-annotations.ts';

/** Prints the settings that a connection and a product can have, as JSON. */
export const annotationsCommand = defineCommand(
  () => new Command('annotations').description('print the settings of connections and products as JSON'),
  async (io) => {
    io.stdout.write(`${printedJson(pluginAnnotations(), { indent: 2 })}\n`);
    return 0;
  },
);
