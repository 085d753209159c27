import type { Command } from 'commander';

/** Adds the options that say where the configuration and the state are. */
export function addPlaceOptions(command: Command): Command {
  return command
    .option('--config-dir <dir>', 'folder with config.json and fields.json', 'config')
    .option(
      '--state <file>',
      'file with history and last agreed values (default: certbridge.db in that folder)',
    );
}
