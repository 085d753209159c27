import type { SslDetails } from '@certbridge/sectigo-client';
import type { BothSides, FieldMapping } from '../fields/field-plan.ts';
import type { PlannedCertificate } from '../planning/sync-plan.ts';
import type { RunContext } from '../run/run-context.ts';
import { toInventory } from './read-inventory.ts';

/** What both sides have of a certificate now. */
export interface CurrentRecords extends BothSides {
  /** As Command writes it; SCM's is among the details. */
  readonly serialNumber: string | null | undefined;
}

/** SCM's record where there is none, or nothing of it is looked at. */
export const NO_DETAILS: SslDetails = { sslId: 0, id: 0, status: '' };

/** Reads certificates of one SCM record again, side by side. A record without an id is empty. */
export async function readRecords(
  certificates: readonly Pick<PlannedCertificate, 'sectigoId' | 'keyfactorId'>[],
  mappings: readonly FieldMapping[],
  { sectigo: scm, keyfactor, signal }: RunContext,
): Promise<readonly CurrentRecords[]> {
  const names = mappings.map(({ metadataName }) => metadataName);
  const sectigoId = certificates[0]?.sectigoId ?? null;
  const [sectigo, ...found] = await Promise.all([
    sectigoId === null ? NO_DETAILS : scm.certificates.get(sectigoId, { signal }),
    ...certificates.map(({ keyfactorId: id }) =>
      id === null ? undefined : keyfactor.certificates.get(id, { signal }),
    ),
  ]);
  return found.map((certificate) => ({
    sectigo,
    keyfactor: certificate ? toInventory(certificate, names).metadata : {},
    serialNumber: certificate?.SerialNumber,
  }));
}
