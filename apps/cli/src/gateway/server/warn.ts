import { listUnfitAuthorities } from '@certbridge/ca-gateway';
import type { CaDatabase } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import { listPermissionWarnings } from '../../settings/exposed-secrets.ts';
import type { GatewayConfig } from '../config/gateway-schema.ts';
import type { TlsMaterial } from './read-tls-files.ts';

const logger = getLogger(['certbridge', 'gateway']);

/** Logs which files with secrets others may read. */
export async function warnOfPermissions(files: readonly string[]): Promise<void> {
  for (const warning of await listPermissionWarnings(files)) logger.warn('{warning}', { warning });
}

/** Logs that the other processes of a database can't tell whether this one runs. */
export function warnOfMark(file: string, { processes }: Pick<CaDatabase, 'processes'>): void {
  if (processes.own() !== undefined) return;
  logger.warn(
    'No file can be kept next to the database {file} that tells other processes that this one runs: after it ends, an order whose response was lost stays open for five minutes longer. Let the account that runs the gateway write the folder, and restart the gateway.',
    { file },
  );
}

/** Logs which client authorities vouch for no clients, and whether there are none though rules name certificates. */
export function warnOfAuthorities(
  { access }: { readonly access: Pick<GatewayConfig['access'], 'rules'> },
  { ca }: Pick<TlsMaterial, 'ca'>,
): void {
  for (const [index, pem] of ca.entries()) {
    for (const { subject, problem } of listUnfitAuthorities([pem])) {
      logger.warn(
        '{setting}: {subject} vouches for no clients: it {problem}. Name the CA that issues client certificates now.',
        { setting: `listen.clientAuthorityFiles[${index}]`, subject, problem },
      );
    }
  }
  if (ca.length > 0 || access.rules.every(({ certificate }) => certificate === undefined)) return;
  logger.warn(
    '{setting} is left out, so no rule for a client certificate lets anybody in. Name the file of the CA that issues client certificates.',
    { setting: 'listen.clientAuthorityFiles' },
  );
}
