import type { CertificateQuery, CommandCertificate, MetadataField } from '@certbridge/keyfactor-client';
import { and, field } from '@certbridge/keyfactor-client';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { InventoryCertificate } from '../matching/group-certificates.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { RunContext } from './run-context.ts';

// SCM states that a certificate with a serial number can be in without being revoked or expired. One status a call
// is what the list takes; without a filter the revoked and expired of many years would be listed along.
const LIVE_STATES = ['Issued', 'Replaced'];

/** Tests the login to Command and reads the field definitions of both systems. */
export async function readFieldDefinitions({
  sectigo,
  keyfactor,
  signal,
}: Pick<RunContext, 'sectigo' | 'keyfactor' | 'signal'>): Promise<{
  readonly customFields: readonly CustomField[];
  readonly metadataFields: readonly MetadataField[];
}> {
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

/** Reads both inventories whole into the work area; a page that can't be read fails the run before any write. */
export async function readInventory(context: RunContext, mappings: readonly FieldMapping[]): Promise<void> {
  await Promise.all([readSectigo(context), readKeyfactor(context, mappings)]);
}

async function readSectigo({ settings, sectigo, signal, work }: RunContext): Promise<void> {
  const { pageSize, sslTypeIds } = settings.sectigo;
  const states = settings.syncRevokedAndExpired ? [undefined] : LIVE_STATES;
  const filters = sslTypeIds.flatMap((sslTypeId) =>
    states.map((status) => (status === undefined ? { sslTypeId } : { sslTypeId, status })),
  );
  await Promise.all(
    filters.map(async (filter) => {
      for await (const row of sectigo.certificates.list(filter, { pageSize, signal })) work.addSectigo(row);
    }),
  );
}

async function readKeyfactor(
  { settings, keyfactor, signal, work }: RunContext,
  mappings: readonly FieldMapping[],
): Promise<void> {
  const names = mappings.map(({ metadataName }) => metadataName);
  const term = settings.keyfactor.issuerLookupTerm.toLowerCase();
  const pages = keyfactor.certificates.list({
    query: certificateQuery(settings),
    includeRevoked: settings.syncRevokedAndExpired,
    includeExpired: settings.syncRevokedAndExpired,
    pageSize: settings.keyfactor.pageSize,
    signal,
  });
  for await (const certificate of pages) {
    // Command ignores a query it does not understand; certificates of other issuers must not be touched.
    if (!(certificate.IssuerDN ?? '').toLowerCase().includes(term)) continue;
    work.addKeyfactor(toInventory(certificate, names));
  }
}

function certificateQuery({ keyfactor }: SyncSettings): CertificateQuery {
  const ofIssuer = field('IssuerDN').contains(keyfactor.issuerLookupTerm);
  return keyfactor.addedSince === undefined
    ? ofIssuer
    : and(ofIssuer, field('ImportDate').greaterOrEqual(keyfactor.addedSince));
}

/** Keeps only what the sync needs of a certificate: a whole one is some kilobytes. */
export function toInventory(certificate: CommandCertificate, names: readonly string[]): InventoryCertificate {
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
