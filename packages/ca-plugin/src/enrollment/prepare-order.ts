import { valuesOf } from '@certbridge/certificate';
import type { CertificateProfile } from '@certbridge/sectigo-client';
import { chooseTerm } from '../catalog/choose-term.ts';
import { findOrganization } from '../catalog/find-organization.ts';
import { findProfile } from '../catalog/find-profile.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { PluginContext } from '../plugin-context.ts';
import type { CheckedEnrollment } from './check-enrollment.ts';
import { readCustomFieldValues } from './custom-field-values.ts';
import { listKeyTypes } from './key-types.ts';
import { identifyOrder } from './order-identity.ts';
import type { OrderPlan } from './order-plan.ts';
import { planOrder } from './plan-order.ts';
import { readPriorCertificate } from './prior-certificate.ts';
import type { CsrKey } from './read-verified-csr.ts';
import { isRefusal, type OrderRefusal, refuse } from './refusal.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Requesters count from their own now, which is some time before an order, and by a clock of their own. */
const termToleranceMs = 60 * 60 * 1000;

/** An order that is ready to be sent. */
export interface PreparedOrder {
  readonly plan: OrderPlan;
  /** See {@link identifyOrder}. */
  readonly identity: string;
}

/** Reads what an order depends on from SCM, and plans it. Nothing is ordered yet. */
export async function prepareOrder(
  request: CheckedEnrollment,
  context: PluginContext,
  signal: AbortSignal,
): Promise<PreparedOrder | OrderRefusal> {
  const { csr, subject, template, parameters, priorSerialNumber, notAfter } = request;
  const profile = await readProfile(request, context, signal);
  if (isRefusal(profile)) return { ...profile, about: 'product' };
  const wrongKey = checkKeyType(csr.key, profile);
  if (wrongKey !== undefined) return { ...wrongKey, about: 'key' };
  // Not where the same was ordered before: its outcome is good after that time, too.
  if (notAfter !== undefined && notAfter <= context.clock.now()) return endHasPassed;
  const until = notAfter && findTermUntil(notAfter, profile, context);
  const term = until === undefined ? chooseTerm(profile, template.lifetime) : { term: until };
  if (isRefusal(term)) return term;
  const wanted = {
    organization: template.organization,
    department: template.department,
    subjectOrganization: valuesOf(subject, 'O')[0],
    wording: context.wording,
    subjectHasOU: valuesOf(subject, 'OU').length > 0,
  };
  const organization = await findOrganization(context, wanted, signal);
  if (isRefusal(organization)) return organization;
  const customFields = await context.catalog.customFields(signal);
  const customFieldValues = readCustomFieldValues(customFields, parameters);
  if (isRefusal(customFieldValues)) return customFieldValues;
  const prior =
    priorSerialNumber === undefined
      ? undefined
      : await readPriorCertificate(priorSerialNumber, context, signal);
  const { orgId } = organization;
  const plan = planOrder({
    ...request,
    profile,
    term: term.term,
    termChosen: template.lifetime !== undefined || until !== undefined,
    orgId,
    customFields: customFields.items,
    customFieldValues,
    prior,
    now: context.clock.now(),
    wording: context.wording,
  });
  if (isRefusal(plan)) return plan;
  const identity = identifyOrder({
    account: context.settings,
    csrFingerprint: csr.fingerprint,
    profileId: profile.id,
    names: request.names,
    orgId,
    term: term.term,
    customFieldValues,
    type: request.type,
    prior: prior?.sslId ?? priorSerialNumber,
  });
  return { plan, identity };
}

const passed = 'The end of the validity that is asked for has passed. Ask for a later one, or for none.';
const endHasPassed: OrderRefusal = { problem: passed, publicReason: passed };

/** A requester may ask for less than SCM has, by a setting that it did not choose: that the certificate is valid longer is logged. */
function findTermUntil(
  notAfter: Date,
  { name, terms }: CertificateProfile,
  { clock, logger }: PluginContext,
): number | undefined {
  const found = termUntil(terms, { notAfter, now: clock.now() });
  if (found?.isLonger === true) {
    logger.warn(
      'No term of profile {name} ends by {notAfter}, as a request has it: the shortest, {term} days, is taken.',
      { notAfter: notAfter.toISOString(), name, term: found.term },
    );
  }
  return found?.term;
}

async function readProfile({ productId }: CheckedEnrollment, context: PluginContext, signal: AbortSignal) {
  try {
    return await findProfile(context, productId, signal);
  } catch (error) {
    if (error instanceof CaPluginError && error.code === 'invalid-request') return refuse(error.message);
    throw error;
  }
}

/** Refuses a key that the profile doesn't list. */
export function checkKeyType(key: CsrKey, profile: CertificateProfile): OrderRefusal | undefined {
  const offered = listKeyTypes(profile);
  if (offered.length === 0) return undefined;
  if (offered.some((one) => one.algorithm === key.algorithm && one.parameter === key.parameter)) {
    return undefined;
  }
  const list = offered.map(({ algorithm, parameter }) => `${algorithm} ${parameter}`).join(', ');
  return refuse(
    `The profile "${profile.name}" takes no key of ${key.algorithm} ${key.parameter}. Make a new CSR with one of: ${list}.`,
  );
}

/**
 * Finds the longest term, in days, that does not end after a time, or the shortest one where all do: `isLonger` says that it ends later. Undefined without
 * terms.
 */
export function termUntil(
  terms: readonly number[],
  { notAfter, now }: { readonly notAfter: Date; readonly now: Date },
): { readonly term: number; readonly isLonger: boolean } | undefined {
  const days = (notAfter.getTime() - now.getTime() + termToleranceMs) / dayMs;
  const ascending = terms.toSorted((a, b) => a - b);
  const longest = ascending.findLast((term) => term <= days);
  const [shortest] = ascending;
  if (longest !== undefined) return { term: longest, isLonger: false };
  return shortest === undefined ? undefined : { term: shortest, isLonger: true };
}
