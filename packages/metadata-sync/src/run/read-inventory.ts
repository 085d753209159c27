import type { CertificateQuery, CommandCertificate, MetadataField } from '@certbridge/keyfactor-client';
import { and, field } from '@certbridge/keyfactor-client';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';
import {
  groupCertificates,
  type InventoryCertificate,
  type MatchedInventory,
} from '../matching/group-certificates.ts';
import { SerialIndex } from '../matching/serial-index.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { RunContext } from './run-context.ts';

// SCM states that a certificate with a serial number can be in without being revoked or expired. One status a call
// is what the list takes; without a filter the revoked and expired of many years would be listed along.
const LIVE_STATES = ['Issued', 'Replaced'];

/** Tests the login to Command and reads the field definitions of both systems. */
export async function readFieldDefinitions(context: RunContext): Promise<{
  readonly customFields: readonly CustomField[];
  readonly metadataFields: readonly MetadataField[];
}> {
  const { sectigo, keyfactor, signal } = context;
  const readMetadataFields = async () => {
    await keyfactor.status.check({ signal });
    return Array.fromAsync(keyfactor.metadataFields.list({ signal }));
  };
  const [customFields, metadataFields] = await Promise.all([
    sectigo.customFields.list({ certType: 'SSL', signal }),
    readMetadataFields(),
  ]);
  return { customFields, metadataFields };
}

/** Reads both inventories whole and matches them; a page that can't be read fails the run before any write. */
export async function readInventory(
  context: RunContext,
  mappings: readonly FieldMapping[],
): Promise<MatchedInventory> {
  const [index, certificates] = await Promise.all([
    readSerialIndex(context),
    readCertificates(context, mappings),
  ]);
  return groupCertificates(certificates, index);
}

async function readSerialIndex({ settings, sectigo, signal }: RunContext): Promise<SerialIndex> {
  const index = new SerialIndex();
  const { pageSize, sslTypeIds } = settings.sectigo;
  const states = settings.syncRevokedAndExpired ? [undefined] : LIVE_STATES;
  const filters = sslTypeIds.flatMap((sslTypeId) =>
    states.map((status) => (status === undefined ? { sslTypeId } : { sslTypeId, status })),
  );
  await Promise.all(
    filters.map(async (filter) => {
      for await (const row of sectigo.certificates.list(filter, { pageSize, signal })) index.add(row);
    }),
  );
  return index;
}

async function readCertificates(
  { settings, keyfactor, signal }: RunContext,
  mappings: readonly FieldMapping[],
): Promise<InventoryCertificate[]> {
  const names = mappings.map(({ metadataName }) => metadataName);
  const term = settings.keyfactor.issuerLookupTerm.toLowerCase();
  const pages = keyfactor.certificates.list({
    query: certificateQuery(settings),
    includeRevoked: settings.syncRevokedAndExpired,
    includeExpired: settings.syncRevokedAndExpired,
    pageSize: settings.keyfactor.pageSize,
    signal,
  });
  const certificates: InventoryCertificate[] = [];
  for await (const certificate of pages) {
    // Command ignores a query it does not understand; certificates of other issuers must not be touched.
    if (!(certificate.IssuerDN ?? '').toLowerCase().includes(term)) continue;
    certificates.push(toInventory(certificate, names));
  }
  return certificates;
}

function certificateQuery({ keyfactor }: SyncSettings): CertificateQuery {
  const ofIssuer = field('IssuerDN').contains(keyfactor.issuerLookupTerm);
  return keyfactor.addedSince === undefined
    ? ofIssuer
    : and(ofIssuer, field('ImportDate').greaterOrEqual(keyfactor.addedSince));
}

/** Keeps only what the sync needs of a certificate: a whole one is some kilobytes. */
function toInventory(certificate: CommandCertificate, names: readonly string[]): InventoryCertificate {
  const metadata = certificate.Metadata ?? {};
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    if (Object.hasOwn(metadata, name)) kept[name] = metadata[name];
  }
  return {
    id: certificate.Id,
    serialNumber: certificate.SerialNumber ?? '',
    issuerDn: certificate.IssuerDN ?? '',
    metadata: kept,
  };
}
