import { findBannedCharacters } from './banned-characters.ts';
import { checkText } from './check-arguments.ts';
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

/** One thing that is wrong with the name of a metadata field. The message is a sentence or two, the remedy included. */
export interface MetadataNameFinding {
  readonly reason: MetadataNameProblem;
  readonly message: string;
}

/** Result of {@link checkMetadataName}. The message tells every problem with its remedy; the reason is that of the first. */
export type CheckMetadataNameResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MetadataNameProblem; readonly message: string };

/** Checks whether a name has only characters that are allowed in the name of a metadata field (`[A-Za-z0-9-_]`), and at least one. */
export function isAllowedMetadataName(name: string): boolean {
  checkText(name, { of: 'isAllowedMetadataName' });
  return name !== '' && findBannedCharacters(name).length === 0;
}

/** Finds the built-in search name that equals a metadata field's name, ignoring case. The published list is incomplete. */
export function findReservedName(name: string): string | undefined {
  checkText(name, { of: 'findReservedName' });
  return reservedByKey.get(name.toLowerCase());
}

/** Checks the name of a metadata field against Keyfactor Command's rules: characters, length, built-in search names. */
export function checkMetadataName(name: string): CheckMetadataNameResult {
  checkText(name, { of: 'checkMetadataName' });
  const problems = findMetadataNameProblems(name);
  const [first] = problems;
  if (first === undefined) return { ok: true };
  return { ok: false, reason: first.reason, message: problems.map(({ message }) => message).join(' ') };
}

/** Finds everything that is wrong with the name of a metadata field by the rules of {@link checkMetadataName}. */
export function findMetadataNameProblems(name: string): readonly MetadataNameFinding[] {
  checkText(name, { of: 'findMetadataNameProblems' });
  if (name === '') return [{ reason: 'empty', message: 'A metadata field needs a name.' }];
  const problems: MetadataNameFinding[] = [];
  const banned = findBannedCharacters(name);
  if (banned.length > 0) {
    const list = banned.map((character) => JSON.stringify(character)).join(', ');
    problems.push({
      reason: 'banned-characters',
      message: `The name contains ${list}; only A-Z, a-z, 0-9, "-" and "_" are allowed. Replace the others.`,
    });
  }
  if (name.length > metadataNameLimit) {
    problems.push({
      reason: 'too-long',
      message: `The name is ${name.length} characters long; at most ${metadataNameLimit} are allowed. Shorten it.`,
    });
  }
  const reserved = findReservedName(name);
  if (reserved !== undefined) {
    problems.push({
      reason: 'reserved',
      message: `${reserved} is a built-in search name of Keyfactor Command; a metadata field of that name breaks searches and alerts. Choose another name.`,
    });
  }
  return problems;
}
