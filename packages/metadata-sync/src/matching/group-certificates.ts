import type { SerialIndex } from './serial-index.ts';
import { canonicalSerialNumber } from './serial-number.ts';

/** What the sync keeps of a Command certificate. */
export interface InventoryCertificate {
  readonly id: number;
  /** As Command writes it. */
  readonly serialNumber: string;
  readonly issuerDn: string;
  /** Metadata values by field name; only the fields of the sync. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One real certificate: the SCM records it may be and the Command records it is. */
export interface CertificateGroup {
  /** SCM ids with the serial number; more than one must be told apart by issuer. */
  readonly sectigoIds: readonly number[];
  /** Command records: several after a re-import. */
  readonly certificates: readonly [InventoryCertificate, ...InventoryCertificate[]];
  /** The serial number alone does not say which SCM record it is. */
  readonly compareIssuer: boolean;
}

/** Certificates of both systems brought together. */
export interface MatchedInventory {
  readonly groups: readonly CertificateGroup[];
  readonly unmatched: readonly InventoryCertificate[];
}

/** Matches Command certificates to SCM's by serial number; those of one serial number and issuer form a group. */
export function groupCertificates(
  certificates: Iterable<InventoryCertificate>,
  index: SerialIndex,
): MatchedInventory {
  const unmatched: InventoryCertificate[] = [];
  const bySerial = new Map<string, [InventoryCertificate, ...InventoryCertificate[]]>();
  for (const certificate of certificates) {
    const serial = canonicalSerialNumber(certificate.serialNumber);
    if (serial === undefined || index.find(serial).length === 0) {
      unmatched.push(certificate);
      continue;
    }
    const present = bySerial.get(serial);
    if (present) present.push(certificate);
    else bySerial.set(serial, [certificate]);
  }
  const groups: CertificateGroup[] = [];
  for (const [serial, sameSerial] of bySerial) {
    const sectigoIds = index.find(serial);
    const issuers = splitByIssuer(sameSerial);
    const compareIssuer = issuers.length > 1 || sectigoIds.length > 1;
    for (const group of issuers) groups.push({ sectigoIds, certificates: group, compareIssuer });
  }
  return { groups, unmatched };
}

function splitByIssuer(
  certificates: readonly [InventoryCertificate, ...InventoryCertificate[]],
): [InventoryCertificate, ...InventoryCertificate[]][] {
  const groups = new Map<string, [InventoryCertificate, ...InventoryCertificate[]]>();
  for (const certificate of certificates) {
    const issuer = certificate.issuerDn.toLowerCase();
    const present = groups.get(issuer);
    if (present) present.push(certificate);
    else groups.set(issuer, [certificate]);
  }
  return [...groups.values()];
}
