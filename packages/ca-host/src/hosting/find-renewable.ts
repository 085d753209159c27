import { isNameProblem, parseDistinguishedName, valuesOf } from '@certbridge/certificate';
import type { ParsedCertificateRequest } from '@certbridge/certificate/request';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import type { HostContext } from './host-context.ts';

/** How many certificates of one name are checked; of more, those that expire first are skipped. */
const MOST_LOOKED_AT = 50;

/** Whether a certificate has no more than a third of its life ahead. */
export function isNearItsEnd(
  { notBefore, notAfter }: Pick<IssuedCertificate, 'notBefore' | 'notAfter'>,
  now: Date,
): boolean {
  const life = notAfter.getTime() - notBefore.getTime();
  return (notAfter.getTime() - now.getTime()) * 3 <= life;
}

/**
 * Finds the certificate that a request is to renew: of those of its profile and of exactly its names the one that expires last, if
 * that is valid and nears its end.
 */
export async function findRenewable(
  { name, certificates, now }: Pick<HostContext, 'name' | 'certificates' | 'now'>,
  { csr, profile }: { readonly csr: ParsedCertificateRequest; readonly profile: string },
): Promise<IssuedCertificate | undefined> {
  const names = namesOf(csr);
  const [first] = names;
  if (first === undefined) return undefined;
  const time = now();
  const { certificates: found } = await certificates.search(
    {
      text: { value: first, match: 'part' },
      cas: [name],
      productNames: [profile],
      statuses: ['active'],
      expires: { after: time },
    },
    { sort: { by: 'expires', descending: true }, start: { offset: 0 }, limit: MOST_LOOKED_AT },
  );
  const last = found.find((certificate) => isSame(namesIn(certificate), names));
  return last !== undefined && isNearItsEnd(last, time) ? last : undefined;
}

function namesOf({ subject, alternativeNames = [] }: ParsedCertificateRequest): ReadonlySet<string> {
  return folded([...valuesOf(subject, 'CN'), ...alternativeNames.map(({ value }) => value)]);
}

function namesIn({ subject, subjectAlternativeNames }: IssuedCertificate): ReadonlySet<string> {
  const read = parseDistinguishedName(subject);
  const common = isNameProblem(read) ? [] : valuesOf(read, 'CN');
  return folded([...common, ...subjectAlternativeNames.map((name) => name.slice(name.indexOf('=') + 1))]);
}

function folded(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}
