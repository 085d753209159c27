import { type DistinguishedName, valuesOf } from '@certbridge/certificate';
import { listNames } from '../catalog/names.ts';
import { type ParameterWording, templateWording } from '../contract/parameter-wording.ts';
import { type RequestedName, writeName, writeNames } from './names.ts';
import type { Csr } from './read-verified-csr.ts';
import { isRefusal, type OrderRefusal, refuse } from './refusal.ts';

/** The names of an order, as SCM takes them. */
export interface OrderNames {
  readonly commonName: string;
  /** Every name once, the common name first. */
  readonly all: readonly string[];
  /** All but the CSR's common name, which SCM adds by itself. */
  readonly besidesCsr: readonly string[];
}

/** Where the names of an order can come from. */
export interface NameSources {
  readonly csr: Pick<Csr, 'subject' | 'alternativeNames'>;
  /** The host's subject; empty to take the CSR's. */
  readonly subject: DistinguishedName;
  /** The host's alternative names; empty to take the CSR's. */
  readonly alternativeNames: readonly RequestedName[];
  /** Whether the product takes more than one name. */
  readonly multiDomain: boolean;
  /** That of the template by default. */
  readonly wording?: ParameterWording | undefined;
}

/** Longest common name of a certificate. [RFC 5280, appendix A, ub-common-name] */
const longestCommonName = 64;

/**
 * Chooses the names of a certificate. The common name is the subject's, else the first DNS name, else the CSR's. Refuses what
 * is not a name of an SSL certificate, rather than leave it out; and a CSR for another common name, which SCM would certify all
 * the same.
 */
export function chooseNames({
  csr,
  subject,
  alternativeNames,
  multiDomain,
  wording = templateWording,
}: NameSources): OrderNames | OrderRefusal {
  const others = writeNames(alternativeNames.length > 0 ? alternativeNames : csr.alternativeNames);
  if (isRefusal(others)) return others;
  const fromSubject = commonNameOf(subject.length > 0 ? subject : csr.subject);
  if (isRefusal(fromSubject)) return fromSubject;
  const ofCsr = commonNameOf(csr.subject);
  if (isRefusal(ofCsr)) return ofCsr;
  const commonName = fromSubject ?? firstDnsName(others) ?? ofCsr;
  if (commonName === undefined) {
    return refuse('There is neither a common name nor a DNS name to order a certificate for. Give one.');
  }
  const all = [...new Set([commonName, ...others])];
  if (!multiDomain && all.length > 1) {
    return refuse(
      `MultiDomain is false, so that one name is taken, and ${all.length} were asked for (${listNames(all)}). Take the others out, or ${wording.set('MultiDomain', 'true')} if the product allows it.`,
    );
  }
  if (ofCsr !== undefined && !all.includes(ofCsr)) {
    return refuse(
      `The CSR is for ${ofCsr}, which is not among the names that were asked for (${listNames(all)}). Make the CSR for ${commonName}: SCM takes the common name from it.`,
    );
  }
  return { commonName, all, besidesCsr: all.filter((name) => name !== ofCsr) };
}

function commonNameOf(subject: DistinguishedName): string | undefined | OrderRefusal {
  const [text, ...more] = valuesOf(subject, 'CN');
  if (text === undefined) return undefined;
  if (more.length > 0) return refuse('The subject has several common names. Leave one.');
  if (text.length > longestCommonName) {
    return refuse(
      `The common name has ${text.length} characters, and a certificate takes ${longestCommonName}. Leave it out of the subject and give the name as an alternative name.`,
    );
  }
  return (
    writeName(text) ??
    refuse(
      'The common name is neither a DNS name nor an IP address, so the profile would refuse the subject. Give the name of the server.',
    )
  );
}

function firstDnsName(names: readonly string[]): string | undefined {
  return names.find((name) => !/^[\d.]+$/.test(name) && !name.includes(':'));
}
