import { Command } from '@commander-js/extra-typings';
import { defineAction } from '../../frame/action.ts';
import { pluginAnnotations } from '../connection/plugin-annotations.ts';

/** Prints the settings that a connection and a product can have, as JSON. */
export const annotationsAction = defineAction(
  () => new Command('annotations').description('print the settings of connections and products as JSON'),
  () => ({ json: true, work: async () => ({ exitCode: 0, document: pluginAnnotations() }) }),
);
