/**
 * Certificate fields of the query language with the kind of their values. Query names differ from property names:
 * `CertId` is `Id`, `ExpirationDate` is `NotAfter`, `IssuedDate` is `NotBefore`. The published list is not complete and
 * has no kinds: these follow from names and examples, and `rawQuery` takes what they don't allow.
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

/** What kind of value a field of a query holds, which decides how it can be compared. */
export type FieldKind = 'text' | 'number' | 'date' | 'boolean';

/** A built-in field of the certificate search. */
export type SearchField = keyof typeof searchFields;

const builtInNames = new Set(Object.keys(searchFields).map((name) => name.toLowerCase()));

/** Whether a name is that of a built-in field, in any letter case. */
export function isSearchField(name: string): boolean {
  return builtInNames.has(name.toLowerCase());
}

/** Whether a name can be that of a metadata field: letters, digits, dash and underscore, at most 256. */
export function isMetadataFieldName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,256}$/.test(name);
}
