import { canonicalName, parseSerialNumber } from '@certbridge/certificate';

/** The parts of a Command certificate that a sync needs. */
export interface InventoryCertificate {
  readonly id: number;
  /** As Command writes it. */
  readonly serialNumber: string;
  readonly commonName: string | null;
  readonly issuerDn: string;
  /** Metadata values by field name; only the fields of the sync. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One real certificate: the SCM records it may be and the Command records it is. */
export interface CertificateGroup {
  /** Canonical serial number. */
  readonly serial: string;
  /** SCM ids with the serial number; if there are several, the issuer decides. */
  readonly sectigoIds: readonly number[];
  /** Command records: several after a re-import. */
  readonly certificates: readonly [InventoryCertificate, ...InventoryCertificate[]];
  /** The serial number alone does not say which SCM record it is. */
  readonly compareIssuer: boolean;
}

/**
 * Groups Command certificates with SCM's ids by canonical serial number: those of one serial number and issuer form a
 * group. What SCM does not have is left out.
 */
export function groupBySerial(
  certificates: Iterable<InventoryCertificate>,
  sectigoIds: ReadonlyMap<string, readonly number[]>,
): readonly CertificateGroup[] {
  const bySerial = new Map<string, [InventoryCertificate, ...InventoryCertificate[]]>();
  for (const certificate of certificates) {
    const serial = parseSerialNumber(certificate.serialNumber);
    if (serial === undefined || !sectigoIds.has(serial)) continue;
    const present = bySerial.get(serial);
    if (present) present.push(certificate);
    else bySerial.set(serial, [certificate]);
  }
  const groups: CertificateGroup[] = [];
  for (const [serial, sameSerial] of bySerial) {
    const ids = sectigoIds.get(serial) ?? [];
    const issuers = splitByIssuer(sameSerial);
    const compareIssuer = issuers.length > 1 || ids.length > 1;
    for (const group of issuers) groups.push({ serial, sectigoIds: ids, certificates: group, compareIssuer });
  }
  return groups;
}

function splitByIssuer(
  certificates: readonly [InventoryCertificate, ...InventoryCertificate[]],
): [InventoryCertificate, ...InventoryCertificate[]][] {
  if (certificates.length === 1) return [[...certificates]];
  const groups = new Map<string, [InventoryCertificate, ...InventoryCertificate[]]>();
  for (const certificate of certificates) {
    const issuer = canonicalName(certificate.issuerDn);
    const present = groups.get(issuer);
    if (present) present.push(certificate);
    else groups.set(issuer, [certificate]);
  }
  return [...groups.values()];
}
