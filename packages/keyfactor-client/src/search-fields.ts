/**
 * Certificate fields of the query language and the kind of their values. Query names differ from property names:
 * `CertId` is `Id`, `ExpirationDate` is `NotAfter`, `IssuedDate` is `NotBefore`. The published list is incomplete and
 * has no kinds; these are inferred from names and examples. Use `rawQuery` for anything they don't allow.
 * [Command Reference Guide, "Certificate Search"]
 */
export const searchFields = {
  ArchivedKey: 'boolean',
  CA: 'text',
  CertId: 'number',
  CertRequestId: 'number',
  /** See `CertStates`. */
  CertState: 'number',
  CertStoreFQDN: 'text',
  CertStorePath: 'text',
  CertStoreType: 'number',
  CN: 'text',
  EKU: 'text',
  EKUName: 'text',
  ExpirationDate: 'date',
  HasPrivateKey: 'boolean',
  ImportDate: 'date',
  IssuedCN: 'text',
  IssuedDate: 'date',
  IssuedDN: 'text',
  IssuerDN: 'text',
  /** See `KeyTypes`. */
  KeyType: 'number',
  NetBIOSPrincipal: 'text',
  NetBIOSRequester: 'text',
  OU: 'text',
  OwnerRoleName: 'text',
  PublicKey: 'text',
  RequesterName: 'text',
  RevocationDate: 'date',
  Revoker: 'text',
  SAN: 'text',
  SerialNumber: 'text',
  SigningAlgorithm: 'text',
  SSLDNSName: 'text',
  SSLIPAddress: 'text',
  SSLNetworkName: 'text',
  SSLPort: 'number',
  Thumbprint: 'text',
} as const satisfies Record<string, FieldKind>;

/** Every {@link FieldKind}. */
export const fieldKinds: readonly FieldKind[] = ['text', 'number', 'date', 'boolean'];

/** The kind of value in a field, which determines its conditions. */
export type FieldKind = 'text' | 'number' | 'date' | 'boolean';

/** The name of a built-in field of the certificate search. */
export type SearchField = keyof typeof searchFields;

const builtInNames = new Set(Object.keys(searchFields).map((name) => name.toLowerCase()));

/** Checks whether a name is that of a built-in field, ignoring case. */
export function isSearchField(name: string): boolean {
  return builtInNames.has(name.toLowerCase());
}

/** Checks whether a name is valid for a metadata field: letters, digits, dashes and underscores, at most 256. */
export function isMetadataFieldName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,256}$/.test(name);
}
