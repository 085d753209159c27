import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import {
  dcvMethodNames,
  dcvOrderStatusLabels,
  domainStatusLabels,
  type ScmDialect,
  writeCode,
} from './dialect.ts';
import { isRefusal, readPage, readPositive, takePage } from './paging.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmDcvMethod, ScmDomain } from './scm-state.ts';

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;
const validityDays = 199;
const methods: Readonly<Record<string, ScmDcvMethod>> = {
  http: 'HTTP',
  https: 'HTTPS',
  cname: 'CNAME',
  txt: 'TXT',
  email: 'EMAIL',
};
const domain = v.pipe(v.string(), v.minLength(3), v.maxLength(255));
const DomainSchema = v.object({ domain });
const SubmitSchema = v.object({
  domain,
  email: v.optional(v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/))),
  dnsAgentUUID: v.optional(v.string()),
  dnsProviderName: v.optional(v.string()),
});

/** Handles `GET /api/dcv/v1/validation`, or `/api/dcv/v2/validation` in the OAuth2 flavour. */
export function listDcv(c: SandboxContext, world: World): Response {
  const { scm, switches, now } = world;
  const dialect = c.get('dialect');
  const numbers = ['org', 'department', 'expiresIn'].map((name) => readPositive(c, name));
  const refusal = numbers.find(isRefusal);
  if (refusal !== undefined) return errorResponse(refusal);
  const [organization, department, expiresIn] = numbers as (number | undefined)[];
  const page = readPage(c, switches);
  if (isScmError(page)) return errorResponse(page);
  const { domain: part = '', dcvStatus = '', orderStatus = '' } = c.req.query();
  const horizon = expiresIn === undefined ? undefined : now.getTime() + expiresIn * dayMs;
  const selected = scm.domains.filter(
    (item) =>
      (switches.textFilter === 'exact' && part !== '' ? item.domain === part : item.domain.includes(part)) &&
      (organization === undefined || item.orgId === organization) &&
      (department === undefined || item.orgId === department) &&
      (dcvStatus === '' || writeCode(item.status, domainStatusLabels, dialect) === dcvStatus) &&
      (orderStatus === '' || writeCode(item.orderStatus, dcvOrderStatusLabels, dialect) === orderStatus) &&
      (horizon === undefined || (item.expiresAt !== null && item.expiresAt <= horizon)),
  );
  return scmJson(
    takePage(selected, page).map((item) => ({
      domain: item.domain,
      ...renderStatus(item, dialect, { status: 'dcvStatus', orderStatus: 'dcvOrderStatus' }),
      ...(item.method === null ? {} : { dcvMethod: writeCode(item.method, dcvMethodNames, dialect) }),
      ...(item.orderMethod === null ? {} : { dcvOrderMethod: item.orderMethod }),
      ...date('expirationDate', item.expiresAt),
    })),
    { 'x-total-count': String(selected.length) },
  );
}

/** Handles `POST /api/dcv/v2/validation/status` and the deprecated v1. A switch sets after how many of these a submitted validation succeeds. */
export function getDcvStatus(c: SandboxContext, world: World): Response {
  const item = findDomain(c, world);
  if (isScmError(item)) return errorResponse(item);
  settleDomain(item, world);
  const { now } = world;
  const submitted = item.submittedAt;
  return scmJson({
    ...renderStatus(item, c.get('dialect'), { status: 'status', orderStatus: 'orderStatus' }),
    ...date('validationDate', item.validatedAt),
    ...date('expirationDate', item.expiresAt),
    ...(item.orderMethod === null
      ? {}
      : { orderMode: item.orderMethod, ...instructions(item, item.orderMethod) }),
    ...(submitted === null ? {} : { orderBackendId: backendId(item), ...date('submittedDate', submitted) }),
    lastCheck: now.toISOString(),
    nextCheck: new Date(now.getTime() + hourMs).toISOString(),
  });
}

/**
 * Handles `POST /api/dcv/v1/validation/start/domain/{method}`; returns what to publish. TXT can be started in the OAuth2
 * flavour only, which returns a message; status and submission return the record.
 */
export function startDcv(c: SandboxContext, world: World): Response {
  const method = methods[c.req.param('method') ?? ''];
  if (method === undefined || (method === 'TXT' && c.get('dialect') === 'header'))
    return errorResponse(badRequest(-1001, "Value of 'method' is not valid."));
  const item = findDomain(c, world);
  if (isScmError(item)) return errorResponse(item);
  item.orderMethod = method;
  if (method === 'TXT') return scmJson({ message: 'The validation is started.' });
  if (method !== 'EMAIL') return scmJson(instructions(item, method));
  const adminEmails = [`admin@${item.domain}`, `webmaster@${item.domain}`];
  return scmJson({
    emails: adminEmails,
    dcvEmails: [{ domainName: item.domain, whoisEmails: [], adminEmails, dnsTxtEmails: [] }],
  });
}

/** Handles `POST /api/dcv/v1/validation/submit/domain/{method}`. */
export function submitDcv(c: SandboxContext, world: World): Response {
  const method = methods[c.req.param('method') ?? ''];
  if (method === undefined) return errorResponse(badRequest(-1001, "Value of 'method' is not valid."));
  const body = readBody(c, SubmitSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const item = findDomain(c, world);
  if (isScmError(item)) return errorResponse(item);
  if (method === 'EMAIL' && body.email === undefined)
    return errorResponse(badRequest(-7, "Required value 'email' is missing."));
  if (method !== 'TXT' && item.orderMethod !== method)
    return errorResponse(badRequest(-107, 'The validation has not been started.'));
  item.orderMethod = method;
  item.orderStatus = 'SUBMITTED';
  item.submittedAt = world.now.getTime();
  item.statusRequests = 0;
  return scmJson({
    ...renderStatus(item, c.get('dialect'), { status: 'status', orderStatus: 'orderStatus' }),
    message: 'Submitted successfully',
    orderBackendId: backendId(item),
    ...(method === 'EMAIL' ? { emailValidationReferenceNumber: '1311135107' } : {}),
    ...(method === 'TXT' ? instructions(item, method) : {}),
  });
}

/** Handles `POST /api/dcv/v1/validation/clear`: forgets the validation order, not the validation. */
export function clearDcv(c: SandboxContext, world: World): Response {
  const item = findDomain(c, world);
  if (isScmError(item)) return errorResponse(item);
  clearDcvOrder(item);
  const status = renderStatus(item, c.get('dialect'), { status: 'status', orderStatus: 'orderStatus' });
  return scmJson({
    ...status,
    message: `DCV status: ${status.status}; DCV order status: ${status.orderStatus}`,
  });
}

/** Marks a domain as validated from now on. */
export function validateDomain(item: ScmDomain, { now }: World): void {
  item.status = 'VALIDATED';
  item.method = item.orderMethod ?? item.method ?? 'CNAME';
  item.validatedAt = now.getTime();
  item.expiresAt = now.getTime() + validityDays * dayMs;
  clearDcvOrder(item);
}

/** Removes the validation of a domain, or makes it expire a day ago. */
export function clearValidation(
  item: ScmDomain,
  status: Exclude<ScmDomain['status'], 'VALIDATED'>,
  { now }: World,
): void {
  const expiresAt = status === 'EXPIRED' ? now.getTime() - dayMs : null;
  item.status = status;
  item.expiresAt = expiresAt;
  item.validatedAt = expiresAt === null ? null : expiresAt - validityDays * dayMs;
  clearDcvOrder(item);
}

/** Returns what to publish for a domain; depends on domain and method only. */
export function instructions(
  { domain: name }: { domain: string },
  method: ScmDcvMethod,
): Record<string, string> {
  const digest = hash('sha256', `${name} ${method}`);
  const label = digest.slice(0, 32);
  switch (method) {
    case 'HTTP':
    case 'HTTPS':
      return {
        url: `${method.toLowerCase()}://${name}/.well-known/pki-validation/${label.toUpperCase()}.txt`,
        firstLine: digest,
        secondLine: 'sectigo.com',
      };
    case 'CNAME':
      return { host: `_${label}.${name}.`, point: `${digest.slice(0, 32)}.${digest.slice(32)}.sectigo.com.` };
    case 'TXT':
      return { host: `_pki-validation.${name}.`, point: digest };
    case 'EMAIL':
      return {};
  }
}

function findDomain(c: SandboxContext, world: World): ScmDomain | ScmError {
  const body = readBody(c, DomainSchema, world);
  if (isScmError(body)) return body;
  const item = world.scm.domains.find((candidate) => candidate.domain === body.domain.toLowerCase());
  // Only the status documents 404; the others return 400 for every refusal.
  const status = c.req.path.endsWith('/status') ? 404 : 400;
  return item ?? { status, code: -1010, description: `Domain '${body.domain}' is not found.` };
}

function settleDomain(item: ScmDomain, world: World): void {
  if (item.orderStatus !== 'SUBMITTED') return;
  if (item.statusRequests >= world.switches.domainValidatedAfterRequests) validateDomain(item, world);
  item.statusRequests += 1;
}

function clearDcvOrder(item: ScmDomain): void {
  item.orderStatus = 'NOT_INITIATED';
  item.orderMethod = null;
  item.submittedAt = null;
  item.statusRequests = 0;
}

function renderStatus<S extends string, O extends string>(
  item: ScmDomain,
  dialect: ScmDialect,
  names: { status: S; orderStatus: O },
): Record<S | O, string> {
  return {
    [names.status]: writeCode(item.status, domainStatusLabels, dialect),
    [names.orderStatus]: writeCode(item.orderStatus, dcvOrderStatusLabels, dialect),
  } as Record<S | O, string>;
}

function backendId({ domain: name }: ScmDomain): string {
  return String(100_000 + Number.parseInt(hash('sha256', name).slice(0, 5), 16));
}

function date(key: string, instant: number | null): Record<string, string> {
  return instant === null ? {} : { [key]: new Date(instant).toISOString().slice(0, 10) };
}
