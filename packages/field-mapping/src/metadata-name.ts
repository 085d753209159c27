import { findBannedCharacters } from './banned-characters.ts';
import { metadataNameLimit } from './limits.ts';

/** Names of Keyfactor Command's query language that are published; a metadata field of the same name breaks searches and alerts. */
const reservedNames: readonly string[] = [
  'ArchivedKey',
  'CA',
  'CertId',
  'CertRequestId',
  'CertState',
  'CertStoreFQDN',
  'CertStorePath',
  'CertStoreType',
  'CN',
  'EKU',
  'EKUName',
  'ExpirationDate',
  'HasPrivateKey',
  'ImportDate',
  'IssuedCN',
  'IssuedDate',
  'IssuedDN',
  'IssuerDN',
  'KeyType',
  'NetBIOSPrincipal',
  'NetBIOSRequester',
  'OU',
  'OwnerRoleName',
  'PublicKey',
  'RequesterName',
  'RevocationDate',
  'Revoker',
  'SAN',
  'SerialNumber',
  'SigningAlgorithm',
  'SSLDNSName',
  'SSLIPAddress',
  'SSLNetworkName',
  'SSLPort',
  'Thumbprint',
];

const reservedByKey = new Map(reservedNames.map((name) => [name.toLowerCase(), name]));

export type MetadataNameProblem = 'empty' | 'banned-characters' | 'too-long' | 'reserved';

export type MetadataNameCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MetadataNameProblem; readonly message: string };

/** Tells whether a name is made of the characters that a metadata field's name may have: `[A-Za-z0-9-_]`, at least one. */
export function isAllowedMetadataName(name: string): boolean {
  return name !== '' && findBannedCharacters(name).length === 0;
}

/** Finds the built-in search name that a metadata field's name equals, without letter case. The published list is partial. */
export function findReservedName(name: string): string | undefined {
  return reservedByKey.get(name.toLowerCase());
}

/** Checks the name of a metadata field against all of Keyfactor Command's rules: characters, length, built-in search names. */
export function checkMetadataName(name: string): MetadataNameCheck {
  if (name === '') return refuse('empty', 'A metadata field needs a name.');
  const banned = findBannedCharacters(name);
  if (banned.length > 0) {
    const list = banned.map((character) => JSON.stringify(character)).join(', ');
    return refuse(
      'banned-characters',
      `The name contains ${list}; only A-Z, a-z, 0-9, "-" and "_" are allowed. Replace the others.`,
    );
  }
  if (name.length > metadataNameLimit) {
    return refuse(
      'too-long',
      `The name is ${name.length} characters long; at most ${metadataNameLimit} are allowed. Shorten it.`,
    );
  }
  const reserved = findReservedName(name);
  if (reserved !== undefined) {
    return refuse(
      'reserved',
      `${reserved} is a built-in search name of Keyfactor Command; a metadata field of that name breaks searches and alerts. Choose another name.`,
    );
  }
  return { ok: true };
}

function refuse(reason: MetadataNameProblem, message: string): MetadataNameCheck {
  return { ok: false, reason, message };
}
