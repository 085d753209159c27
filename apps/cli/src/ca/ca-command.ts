import type { CliIo } from '../cli-io.ts';
import { runCaAnnotations } from './commands/annotations.ts';
import { type CaEnrollCommand, runCaEnroll } from './commands/enroll.ts';
import { type CaExportCommand, runCaExport } from './commands/export.ts';
import { type CaGetCommand, runCaGet } from './commands/get.ts';
import { type CaListCommand, runCaList } from './commands/list.ts';
import { runCaPending } from './commands/pending.ts';
import { runCaPing } from './commands/ping.ts';
import { runCaProducts } from './commands/products.ts';
import { type CaRevokeCommand, runCaRevoke } from './commands/revoke.ts';
import type { CaOptions } from './commands/run-ca-command.ts';
import { type CaSyncCommand, runCaSync } from './commands/sync.ts';
import { type CaValidateCommand, runCaValidate } from './commands/validate.ts';

/** What the command line asks of the certificate authority. */
export type CaCommand =
  | { readonly name: 'ping' | 'products' | 'pending'; readonly options: CaOptions }
  | { readonly name: 'validate'; readonly options: CaValidateCommand }
  | { readonly name: 'annotations' }
  | { readonly name: 'sync'; readonly options: CaSyncCommand }
  | { readonly name: 'enroll'; readonly options: CaEnrollCommand }
  | { readonly name: 'get'; readonly options: CaGetCommand }
  | { readonly name: 'list'; readonly options: CaListCommand }
  | { readonly name: 'export'; readonly options: CaExportCommand }
  | { readonly name: 'revoke'; readonly options: CaRevokeCommand };

/** Does what the command line asks of the certificate authority, and returns the exit code. */
export function runCa(command: CaCommand, io: CliIo): Promise<number> {
  switch (command.name) {
    case 'ping':
      return runCaPing(command.options, io);
    case 'products':
      return runCaProducts(command.options, io);
    case 'pending':
      return runCaPending(command.options, io);
    case 'validate':
      return runCaValidate(command.options, io);
    case 'annotations':
      return runCaAnnotations(io);
    case 'sync':
      return runCaSync(command.options, io);
    case 'enroll':
      return runCaEnroll(command.options, io);
    case 'get':
      return runCaGet(command.options, io);
    case 'list':
      return runCaList(command.options, io);
    case 'export':
      return runCaExport(command.options, io);
    case 'revoke':
      return runCaRevoke(command.options, io);
  }
}
