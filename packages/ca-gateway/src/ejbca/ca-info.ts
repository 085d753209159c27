import { X509Certificate } from 'node:crypto';
import type { HostedCa } from '@certbridge/ca-host';
import { fromNodeName } from '@certbridge/certificate';
import { knownChain } from '../known-chain.ts';
import { Patience } from '../patience.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { writeDate } from './wire/dates.ts';

/** A CA in the list of CAs. */
export interface CaInfo {
  readonly id: number;
  readonly name: string;
  readonly subject_dn: string;
  readonly issuer_dn: string;
  readonly expiration_date: string;
}

/** Stands for an end that is not known. [RFC 5280, section 4.1.2.5] */
const noEnd = '9999-12-31T23:59:59Z';

/**
 * Describes a CA by the issuer of its newest certificate. One that has issued none yet, or whose chain can't be had now, is listed all the same:
 * clients look for its name.
 */
export async function describeCa(
  ca: HostedCa,
  { host, settings }: Pick<EjbcaServices, 'host' | 'settings'>,
): Promise<CaInfo> {
  const { name } = ca;
  const [known] = host.certificates.issuersOf(name);
  const issuer = known ?? `CN=${name}`;
  const chain = await knownChain(ca, { issuer, options: new Patience(settings).options() });
  const [own, last] = [chain[0], chain.at(-1)].map((der) => der && new X509Certificate(der));
  return {
    id: javaHashCode(name),
    name,
    subject_dn: issuer,
    // Without the chain, the issuer of an issuer's certificate isn't known: repeating the name would claim that it is self-signed.
    issuer_dn: last !== undefined ? fromNodeName(last.issuer) : known === undefined ? issuer : '',
    expiration_date: own === undefined ? noEnd : writeDate(own.validToDate),
  };
}

/** Hashes text as Java does, into a 32-bit integer: the form that EJBCA's ids have. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}
