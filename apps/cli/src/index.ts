export type { CliIo, TextOutput } from './cli-io.ts';
export { runCli } from './run-cli.ts';
export { version } from './version.ts';
