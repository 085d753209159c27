import { Argument, Option } from '@commander-js/extra-typings';
import { parameter } from './ca/option-values.ts';
import { calls, logThreshold } from './option-values.ts';

// What several commands take is defined here, once. Where it does something else in each, the command gives the text.

export const configDirOption = (text: string) => new Option('--config-dir <dir>', text);
export const connectionOption = (text: string) => new Option('--connection <file>', text);
export const outOption = (text: string) => new Option('--out <file>', text);
export const forceOption = (text = 'go on beyond the safety limits') => new Option('--force', text);
export const dryRunOption = (text: string) => new Option('--dry-run', text);
export const updateFieldsOption = () =>
  new Option('--update-fields', 'bring existing metadata fields to what the configuration says');
export const concurrencyOption = (text: string) =>
  new Option('--concurrency <n>', text).argParser(calls).default(8);
export const logLevelOption = (log: string) =>
  new Option('--log-level <level>', `level of the ${log}: trace … fatal, or off`).argParser(logThreshold);
/** Excludes `--csv` where a command has both. */
export const jsonOption = (text = 'print one JSON document') => new Option('--json', text).conflicts('csv');
export const csvOption = (row: string) =>
  new Option('--csv', `print a table for other programs, a line a ${row}`);
export const productOption = (text: string) => new Option('--product <id>', text);
export const setOption = (text: string) =>
  new Option('--set <name=value>', `${text}; repeatable`).argParser(parameter);

/** Names a request in the certificate database. */
export const requestArgument = () =>
  new Argument('<id>', 'id of the request, or serial number of its certificate');
/** Names a run in the state. */
export const runArgument = () => new Argument('<run>', 'id of the run, its beginning, or last');
