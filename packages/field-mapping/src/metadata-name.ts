import { findBannedCharacters } from './banned-characters.ts';
import { metadataNameLimit } from './limits.ts';

/** Published names of Keyfactor Command's query language. A metadata field with the same name breaks searches and alerts. */
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

/** Why Command would refuse the name of a metadata field, or break on it. */
export type MetadataNameProblem = 'empty' | 'banned-characters' | 'too-long' | 'reserved';

/** Result of {@link checkMetadataName}. The message is a sentence with a remedy. */
export type CheckMetadataNameResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MetadataNameProblem; readonly message: string };

/** Checks whether a name has only characters that are allowed in the name of a metadata field (`[A-Za-z0-9-_]`), and at least one. */
export function isAllowedMetadataName(name: string): boolean {
  return name !== '' && findBannedCharacters(name).length === 0;
}

/** Finds the built-in search name that equals a metadata field's name, ignoring case. The published list is incomplete. */
export function findReservedName(name: string): string | undefined {
  return reservedByKey.get(name.toLowerCase());
}

/** Checks the name of a metadata field against Keyfactor Command's rules: characters, length, built-in search names. */
export function checkMetadataName(name: string): CheckMetadataNameResult {
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

function refuse(reason: MetadataNameProblem, message: string): CheckMetadataNameResult {
  return { ok: false, reason, message };
}
