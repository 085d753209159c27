import { childrenOf, type DerElement, elementAt } from './der-element.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { type AlternativeName, readAlternativeNames, readName } from './encoded-names.ts';

/** Subject, issuer and alternative names of a certificate. */
export interface CertificateNames {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly alternativeNames: readonly AlternativeName[];
}

const tags = { version: 0xa0, extensions: 0xa3 } as const;

/** Reads the names of a certificate in DER. Undefined where they can't be read. */
export function readCertificateNames(der: Uint8Array): CertificateNames | undefined {
  try {
    const { subject, issuer, extensions } = certificateParts(der);
    const alternativeNames = extensions === undefined ? [] : readAlternativeNames(extensions);
    return { subject: readName(subject), issuer: readName(issuer), alternativeNames };
  } catch {
    return undefined;
  }
}

/** Reads the names of a certificate in DER except the alternative ones, since there may be thousands of those. Undefined where they can't be read. */
export function readMainNames(der: Uint8Array): Omit<CertificateNames, 'alternativeNames'> | undefined {
  try {
    const { subject, issuer } = certificateParts(der);
    return { subject: readName(subject), issuer: readName(issuer) };
  } catch {
    return undefined;
  }
}

interface CertificateParts {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly extensions: Uint8Array | undefined;
}

/** Takes a certificate apart, whose outer form Node has checked. [RFC 5280, section 4.1] */
function certificateParts(der: Uint8Array): CertificateParts {
  const within = (element: DerElement | undefined) => (element && childrenOf(der, element)) ?? [];
  const [content] = within(elementAt(der, 0, der.length));
  const all = within(content);
  const [, , issuer, , subject, , ...optional] = all[0]?.tag === tags.version ? all.slice(1) : all;
  if (issuer === undefined || subject === undefined) throw new Error('The certificate is damaged');
  const [extensions] = within(optional.find(({ tag }) => tag === tags.extensions));
  const bytesOf = ({ start, end }: DerElement) => der.subarray(start, end);
  return {
    subject: bytesOf(subject),
    issuer: bytesOf(issuer),
    extensions: extensions && bytesOf(extensions),
  };
}
