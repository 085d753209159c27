import type { CliIo } from '../../cli-io.ts';
import { printedJson } from '../../printed.ts';
import { pluginAnnotations } from '../connection/plugin-annotations.ts';

/** Prints the settings that a connection and a product can have, as JSON; returns the exit code. */
export async function runCaAnnotations(io: CliIo): Promise<number> {
  io.stdout.write(`${printedJson(pluginAnnotations(), { indent: 2 })}\n`);
  return 0;
}
