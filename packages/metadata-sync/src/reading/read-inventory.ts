import { type NamePart, parseNamePart } from '@certbridge/certificate';
import type { CertificateQuery, CommandCertificate } from '@certbridge/keyfactor-client';
import { and, field } from '@certbridge/keyfactor-client';
import type { SslDetails, SslIdentity } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { RunContext, SyncContext } from '../run/run-context.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { InventoryCertificate } from '../work/group-certificates.ts';

// SCM states that a certificate with a serial number can be in without being revoked or expired. One status a call
// is what the list takes; without a filter the revoked and expired of many years would be listed along.
const LIVE_STATES = ['Issued', 'Replaced'];

const skippedStates: ReadonlySet<string> = new Set(['revoked', 'expired']);

/** Returns whether certificates in a state of SCM are left out. */
export function isSkipped({ status }: SslDetails, { settings }: Pick<RunContext, 'settings'>): boolean {
  return !settings.syncRevokedAndExpired && skippedStates.has(status.toLowerCase());
}

/** Reads both inventories whole into the work area; a page that can't be read fails the run before any write. */
export async function readInventory(
  context: SyncContext,
  {
    mappings,
    sslTypeIds,
  }: { readonly mappings: readonly FieldMapping[]; readonly sslTypeIds: readonly number[] },
): Promise<void> {
  await Promise.all([
    readSectigo(context, sslTypeIds, (row) => context.work.addSectigo(row)),
    readKeyfactor(context, mappings),
  ]);
}

/** Reads SCM's list of certificates of some profiles; a row that can't be read counts as a certificate that failed. */
export async function readSectigo(
  { settings, sectigo, signal, tally }: RunContext,
  sslTypeIds: readonly number[],
  add: (row: SslIdentity) => void,
): Promise<void> {
  const { pageSize } = settings.sectigo;
  const filters = sslTypeIds.flatMap((sslTypeId) =>
    settings.syncRevokedAndExpired ? [{ sslTypeId }] : LIVE_STATES.map((status) => ({ sslTypeId, status })),
  );
  const onUnreadableRow = (reason: string) => tally.recordUnreadable(reason);
  await Promise.all(
    filters.map(async (filter) => {
      const rows = sectigo.certificates.list(filter, { pageSize, signal, onUnreadableRow });
      for await (const row of rows) add(row);
    }),
  );
}

async function readKeyfactor(
  { settings, keyfactor, signal, tally, work }: SyncContext,
  mappings: readonly FieldMapping[],
): Promise<void> {
  const names = mappings.map(({ metadataName }) => metadataName);
  const issuer = parseNamePart(settings.keyfactor.issuerLookupTerm);
  const pages = keyfactor.certificates.list({
    query: certificateQuery(issuer, settings),
    includeRevoked: settings.syncRevokedAndExpired,
    includeExpired: settings.syncRevokedAndExpired,
    pageSize: settings.keyfactor.pageSize,
    signal,
    onUnreadableRow: (reason) => tally.recordUnreadable(reason),
  });
  for await (const certificate of pages) {
    // Command compares text, and ignores a query it does not understand: certificates of other issuers must not be touched.
    if (!issuer.isIn(certificate.IssuerDN ?? '')) continue;
    work.addKeyfactor(toInventory(certificate, names));
  }
}

function certificateQuery(issuer: NamePart, { keyfactor }: SyncSettings): CertificateQuery {
  const { addedSince } = keyfactor;
  return and(
    issuerQuery(issuer),
    addedSince === undefined ? '' : field('ImportDate').greaterOrEqual(addedSince),
  );
}

/** Builds the query for certificates that may be of an issuer; the caller checks each row. */
export function issuerQuery({ plainText }: NamePart): CertificateQuery {
  return plainText === '' ? and() : field('IssuerDN').contains(plainText);
}

/** Keeps only what the sync needs of a certificate: a whole one is some kilobytes. */
export function toInventory(certificate: CommandCertificate, names: readonly string[]): InventoryCertificate {
  const metadata = certificate.Metadata ?? {};
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    if (!Object.hasOwn(metadata, name)) continue;
    const value = metadata[name];
    // JSON would make null of it, which is not a value; a list is one that can't be read.
    kept[name] = typeof value === 'number' && !Number.isFinite(value) ? ['not finite'] : value;
  }
  return {
    id: certificate.Id,
    serialNumber: certificate.SerialNumber ?? '',
    commonName: certificate.IssuedCN ?? null,
    issuerDn: certificate.IssuerDN ?? '',
    metadata: kept,
  };
}
