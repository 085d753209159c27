import type { CommandDefinition } from '../frame/command.ts';
import { annotationsCommand } from './commands/annotations.ts';
import { enrollCommand, reissueCommand, renewCommand } from './commands/enroll.ts';
import { exportCommand } from './commands/export.ts';
import { getCommand } from './commands/get.ts';
import { listCommand } from './commands/list.ts';
import { pendingCommand } from './commands/pending.ts';
import { pingCommand } from './commands/ping.ts';
import { productsCommand } from './commands/products.ts';
import { revokeCommand } from './commands/revoke.ts';
import { caSyncCommand } from './commands/sync.ts';
import { validateCommand } from './commands/validate.ts';

/** The commands that work with SCM as a certificate authority, in the order in which the help lists them. */
export const caCommands: readonly CommandDefinition[] = [
  pingCommand,
  productsCommand,
  validateCommand,
  annotationsCommand,
  caSyncCommand,
  enrollCommand,
  renewCommand,
  reissueCommand,
  getCommand,
  pendingCommand,
  revokeCommand,
  listCommand,
  exportCommand,
];
