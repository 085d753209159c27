import { Argument, Option } from '@commander-js/extra-typings';
import { parameter } from './ca/option-values.ts';
import { calls, logThreshold } from './option-values.ts';

// Options that several actions share. An action gives the text where its meaning differs.

/** The configuration directory. */
export const configDirOption = (text: string) => new Option('--config-dir <dir>', text);
/** The connection file of the CA. */
export const connectionOption = (text: string) => new Option('--connection <file>', text);
/** The file to write. */
export const outOption = (text: string) => new Option('--out <file>', text);
/** Lifts the safety limits, or lets an action replace what is there. */
export const forceOption = (text = 'go on beyond the safety limits') => new Option('--force', text);
/** Shows what would be done, and writes nothing. */
export const dryRunOption = (text: string) => new Option('--dry-run', text);
/** Updates existing metadata fields from the configuration. */
export const updateFieldsOption = () =>
  new Option('--update-fields', 'bring existing metadata fields to what the configuration says');
/** Calls in flight at one time, from 1 to 100 (8). */
export const concurrencyOption = (text: string) =>
  new Option('--concurrency <n>', text).argParser(calls).default(8);
/** The least severe level that is logged. */
export const logLevelOption = (log: string) =>
  new Option('--log-level <level>', `level of the ${log}: trace … fatal, or off`).argParser(logThreshold);
/** Prints one JSON document. Excludes `--csv` where an action has both. */
export const jsonOption = (text = 'print one JSON document') => new Option('--json', text).conflicts('csv');
/** Prints a table for other programs. */
export const csvOption = (row: string) =>
  new Option('--csv', `print a table for other programs, a line a ${row}`);
/** The id of a product, which is a certificate profile of SCM. */
export const productOption = (text: string) => new Option('--product <id>', text);
/** Sets a parameter of the product; repeatable. */
export const setOption = (text: string) =>
  new Option('--set <name=value>', `${text}; repeatable`).argParser(parameter);

/** Names a request in the certificate database. */
export const requestArgument = () =>
  new Argument('<id>', 'id of the request, or serial number of its certificate');
/** Names a run in the state. */
export const runArgument = () => new Argument('<run>', 'id of the run, its beginning, or last');
