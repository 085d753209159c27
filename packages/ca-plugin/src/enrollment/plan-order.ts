import type { CertificateProfile, CustomField, SslDetails } from '@certbridge/sectigo-client';
import type { EnrollmentType } from '../contract/enrollment.ts';
import type { ParameterWording } from '../contract/parameter-wording.ts';
import type { OrderNames } from './choose-names.ts';
import { chooseOrderKind } from './choose-order-kind.ts';
import { type CustomFieldValues, checkMandatoryFields } from './custom-field-values.ts';
import { writeName } from './names.ts';
import type { NewOrder, OrderPlan } from './order-plan.ts';
import type { PriorCertificate } from './prior-certificate.ts';
import type { Csr } from './read-verified-csr.ts';
import { isRefusal, type OrderRefusal } from './refusal.ts';

/** Everything that an order is planned from, read and checked. */
export interface OrderInputs {
  readonly type: EnrollmentType;
  /** Whether a renewal may have other values than the custom fields here. */
  readonly keepsCustomFields: boolean;
  readonly csr: Pick<Csr, 'pem'>;
  readonly names: OrderNames;
  readonly profile: Pick<CertificateProfile, 'id'>;
  /** Days. */
  readonly term: number;
  /** Whether the template asks for this term, or it is the profile's first one. */
  readonly termChosen: boolean;
  readonly orgId: number;
  readonly customFields: readonly CustomField[];
  readonly customFieldValues: CustomFieldValues;
  readonly externalRequester: string | undefined;
  readonly comment: string | undefined;
  readonly prior: PriorCertificate | undefined;
  /** Days. */
  readonly renewalWindow: number;
  readonly now: Date;
  readonly wording: ParameterWording;
}

/** The common name of a reissue is limited; a longer one stands among the alternative names. */
const longestCommonName = 64;
const reissueReason = 'Reissue requested through the gateway.';

/**
 * Plans an order. A renewal carries the values of the old record over, and a reissue its profile and organization: where
 * something else was asked for, the certificate is ordered anew instead of dropping that in silence.
 */
export function planOrder(inputs: OrderInputs): OrderPlan | OrderRefusal {
  const { prior, csr, names } = inputs;
  const chosen = chooseOrderKind(inputs);
  if (chosen.kind === 'new' || prior === undefined) {
    return planNew(inputs, chosen.kind === 'new' ? chosen.because : null);
  }
  const difference = findDifference(inputs, prior.details, chosen.kind);
  if (difference !== undefined) {
    return planNew(inputs, `${difference} than the earlier certificate has`);
  }
  const { sslId, serialNumber } = prior;
  if (chosen.kind === 'renew') {
    const otherwise = planNew(inputs, 'SCM does not allow to renew the earlier certificate');
    return { kind: 'renew', sslId, priorSerialNumber: serialNumber, request: { csr: csr.pem }, otherwise };
  }
  const otherwise = planNew(inputs, 'SCM does not allow to reissue the earlier certificate');
  const { commonName, all } = names;
  const request = {
    csr: csr.pem,
    reason: reissueReason,
    ...(commonName.length <= longestCommonName && { commonName }),
    // The common name too: what an empty list means is not documented.
    subjectAlternativeNames: all,
  };
  return { kind: 'replace', sslId, priorSerialNumber: serialNumber, request, otherwise };
}

/** `numberServers` and `serverType`, which older tools sent, are gone from the documented contract and not sent. */
function planNew(inputs: OrderInputs, because: string | null): NewOrder | OrderRefusal {
  const { csr, names, profile, term, orgId, customFieldValues, externalRequester, comment } = inputs;
  const missing = checkMandatoryFields(inputs.customFields, customFieldValues, inputs.wording);
  if (isRefusal(missing)) return missing;
  const request = {
    csr: csr.pem,
    orgId,
    certType: profile.id,
    term,
    ...(names.besidesCsr.length > 0 && { subjAltNames: names.besidesCsr }),
    ...(comment !== undefined && { comments: comment }),
    ...(customFieldValues.size > 0 && { customFields: Object.fromEntries(customFieldValues) }),
    ...(externalRequester !== undefined && { externalRequester }),
  };
  return { kind: 'new', request, because };
}

/** Names what a renewal or reissue could not give; completes a sentence that ends "than the certificate has". */
function findDifference(
  inputs: OrderInputs,
  details: SslDetails,
  kind: 'renew' | 'replace',
): string | undefined {
  if (details.certType !== undefined && details.certType.id !== inputs.profile.id) {
    return 'it is for another product';
  }
  if (details.orgId !== undefined && details.orgId !== inputs.orgId) {
    return 'it is for another organization or department';
  }
  if (kind === 'replace') return undefined;
  if (!hasSameNames(inputs.names, details)) return 'it is for other names';
  if (inputs.termChosen && details.term !== undefined && details.term !== inputs.term) {
    return 'it is for another lifetime';
  }
  const { externalRequester } = inputs;
  if (externalRequester !== undefined && !isSameText(externalRequester, details.externalRequester)) {
    return 'it has another external requester';
  }
  if (inputs.keepsCustomFields) return undefined;
  const stored = new Map(details.customFields?.map(({ name, value }) => [name, value]));
  const changed = [...inputs.customFieldValues].find(([name, value]) => stored.get(name) !== value);
  return changed === undefined ? undefined : `it has another value for the custom field "${changed[0]}"`;
}

function hasSameNames({ all }: OrderNames, { commonName, subjectAlternativeNames }: SslDetails): boolean {
  const stored = new Set(
    [commonName ?? '', ...(subjectAlternativeNames ?? [])]
      .filter((name) => name !== '')
      .map((name) => writeName(name.trim()) ?? name),
  );
  return stored.size === all.length && all.every((name) => stored.has(name));
}

function isSameText(one: string, other = ''): boolean {
  return one.replaceAll(/\s/g, '').toLowerCase() === other.replaceAll(/\s/g, '').toLowerCase();
}
