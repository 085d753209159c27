import type { KeyFacts } from '../pki/key-facts.ts';
import { type Csr, readCsr } from '../pki/read-csr.ts';
import type { World } from '../world.ts';
import { applyCustomFields } from './custom-values.ts';
import type { OrderRequest } from './order-schemas.ts';
import { badRequest, isScmError, type ScmError } from './scm-error.ts';
import type { ScmOrganization, ScmProfile, StoredValue } from './scm-state.ts';

/** What checking an order adds to its request. */
export interface CheckedOrder {
  profile: ScmProfile;
  term: number;
  values: StoredValue[];
}

/** Key types of every seeded profile. */
const usualKeys: Readonly<Record<KeyFacts['algorithm'], readonly string[]>> = {
  RSA: ['2048', '3072', '4096'],
  EC: ['P-256'],
};

const csrProblems = {
  'not-base64': badRequest(-9, 'CSR is not valid base64.'),
  'not-a-csr': badRequest(-10, 'CSR cannot be decoded.'),
  'bad-signature': badRequest(-11, 'The signature of the CSR is not valid.'),
  algorithm: badRequest(-13, 'The key algorithm of the CSR is not supported.'),
} as const;

/** Parses a CSR and checks its key. The documentation lists the error codes together; which one means what is the sandbox's choice. */
export function checkCsr(text: string, profile?: ScmProfile): Csr | ScmError {
  const csr = readCsr(text);
  if (typeof csr === 'string') return csrProblems[csr];
  return checkKey(csr.key, profile) ?? csr;
}

/** Returns the key types of a profile. */
export function offeredKeys(profile?: ScmProfile): NonNullable<ScmProfile['keyTypes']> | typeof usualKeys {
  return profile?.keyTypes ?? usualKeys;
}

/** Checks a key against the key types of its profile. */
export function checkKey({ algorithm, param }: KeyFacts, profile?: ScmProfile): ScmError | undefined {
  if (offeredKeys(profile)[algorithm]?.includes(param)) return undefined;
  return algorithm === 'RSA'
    ? badRequest(-78, 'The key size is not supported.')
    : badRequest(-138, 'The curve of the key is not supported.');
}

/** Checks everything in an order except its key and names. */
export function checkOrder(order: OrderRequest, world: World): CheckedOrder | ScmError {
  const { scm, switches } = world;
  const refusal = checkOrganization(scm.organizations.find(({ id }) => id === order.orgId));
  if (refusal !== undefined) return refusal;
  if (order.certType === undefined) return badRequest(-39, 'Certificate profile id is invalid.');
  const profile = scm.profiles.find(({ id }) => id === order.certType);
  if (profile === undefined) return badRequest(-111, 'The certificate profile is unknown.');
  const term = order.term ?? profile.terms[0] ?? 0;
  if (!profile.terms.includes(term)) return badRequest(-36, 'The term is not valid for the profile.');
  const dcvRefusal = checkDcv(order);
  if (dcvRefusal !== undefined) return dcvRefusal;
  if (switches.externalRequesterOnEnroll === 'required' && !order.externalRequester)
    return badRequest(-139, 'External Requester is required.');
  const values = applyCustomFields(order.customFields ?? [], [], {
    state: scm,
    switches,
    mandatory: 'checked',
  });
  return isScmError(values) ? values : { profile, term, values };
}

/** Checks that validation by e-mail has an address. */
export function checkDcv({
  dcvMode,
  dcvEmail,
}: Pick<OrderRequest, 'dcvMode' | 'dcvEmail'>): ScmError | undefined {
  return dcvMode === 'EMAIL' && !dcvEmail
    ? badRequest(-7, "Required value 'dcvEmail' is missing.")
    : undefined;
}

/** Checks that an organization or department may order SSL certificates by API. */
export function checkOrganization(organization: ScmOrganization | undefined): ScmError | undefined {
  if (organization === undefined) return badRequest(-639, 'Organization is not found.');
  const { certTypes = ['SSL'], sslCertsApiEnabled = true } = organization;
  if (!certTypes.includes('SSL'))
    return badRequest(-1021, 'The organization is not allowed to issue SSL certificates.');
  return sslCertsApiEnabled
    ? undefined
    : badRequest(-1023, 'The API is not enabled for SSL certificates of the organization.');
}

/** Checks the names of a certificate: DNS names, wildcards and IPv4 addresses. */
export function checkNames(names: readonly string[], world: World): ScmError | undefined {
  for (const name of names) {
    const refusal = checkName(name, world);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkName(name: string, { scm, switches }: World): ScmError | undefined {
  if (/^\d+(\.\d+)*$/.test(name)) {
    const parts = name.split('.').map(Number);
    return parts.length === 4 && parts.every((part) => part <= 255)
      ? undefined
      : badRequest(-62, `IP address '${name}' is not valid.`);
  }
  const labels = name.toLowerCase().replace(/^\*\./, '').split('.');
  if (!labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label)))
    return badRequest(-1010, `Domain '${name}' is not allowed.`);
  if (labels.length < 2 || ['local', 'internal', 'lan'].includes(labels.at(-1) ?? ''))
    return badRequest(-164, `'${name}' is a local or private name.`);
  if (switches.domainValidation === 'unchecked') return undefined;
  const validated = scm.domains.some(
    ({ domain, status }) =>
      status === 'VALIDATED' && (labels.join('.') === domain || labels.join('.').endsWith(`.${domain}`)),
  );
  return validated ? undefined : badRequest(-107, `Domain '${name}' is not validated.`);
}
