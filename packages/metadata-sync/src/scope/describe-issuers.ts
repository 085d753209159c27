import { plainText, quoted } from '@certbridge/plain-text';
import type { RunStop } from '../fields/field-plan.ts';

/** Command has no certificate of the issuer. */
export type IssuerUnknown = Extract<RunStop, { readonly kind: 'issuer-unknown' }>;

const SHOWN = 20;
const LONGEST_NAME = 300;

/** Says that the term fits no issuer, and which issuers there are with how many certificates. */
export function describeIssuers({ term, sectigo, issuers, isCut }: IssuerUnknown): string {
  if (issuers.length === 0)
    return `Keyfactor has no certificate that this login may see, while SCM has ${sectigo} in scope.`;
  const shown = issuers
    .slice(0, SHOWN)
    .map(
      ({ issuerDn, certificates }) => `${plainText(issuerDn, { maxLength: LONGEST_NAME })} (${certificates})`,
    );
  const more = issuers.length > SHOWN ? [`and ${issuers.length - SHOWN} others`] : [];
  const which = isCut ? 'Issuers of the first certificates there' : 'Issuers there';
  return (
    `No certificate in Keyfactor has an issuer that contains ${quoted(term)} (issuerDNLookupTerm), while SCM has ${sectigo} in scope. ` +
    `${which}, with their certificates: ${[...shown, ...more].join('; ')}.`
  );
}
