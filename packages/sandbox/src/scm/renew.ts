import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { checkCsr, checkDcv, checkNames } from './check-order.ts';
import { findForWrite, unknownForWrite } from './find-certificate.ts';
import { RenewManualSchema, RenewSchema, ReplaceSchema } from './order-schemas.ts';
import { drawRenewId, orderedId, placeRequest, settleOrders, startOrder } from './orders.ts';
import { readBody, readOptionalBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmEmpty, scmJson } from './scm-error.ts';
import { emptyRecord, type ScmCertificate, type ScmProfile } from './scm-state.ts';

/** Handles `POST /api/ssl/v1/renewById/{sslId}`; returns the id of the new record. */
export async function renewSslById(c: SandboxContext, world: World): Promise<Response> {
  const read = world.switches.renewalBody === 'optional' ? readOptionalBody : readBody;
  const body = read(c, RenewSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const old = findForWrite(Number(c.req.param('sslId')), world);
  if (isScmError(old)) return errorResponse(old);
  const renewed = await renew(old, { body, world, account: c.get('account') });
  return isScmError(renewed) ? errorResponse(renewed) : scmJson({ sslId: orderedId(renewed, world) });
}

/** Handles `POST /api/ssl/v1/renew/{renewId}`; doesn't return the new id. */
export async function renewSslByRenewId(c: SandboxContext, world: World): Promise<Response> {
  const body = readOptionalBody(c, RenewSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const renewId = c.req.param('renewId');
  const old = world.scm.certificates.all().find((certificate) => certificate.renewId === renewId);
  if (old === undefined) return errorResponse(unknownForWrite(world));
  const renewed = await renew(old, { body, world, account: c.get('account') });
  return isScmError(renewed) ? errorResponse(renewed) : scmEmpty();
}

/** Handles `POST /api/ssl/v1/renew/manual/{sslId}`: marks the record without ordering anything. */
export function markSslRenewed(c: SandboxContext, world: World): Response {
  const body = readOptionalBody(c, RenewManualSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const certificate = findForWrite(Number(c.req.param('sslId')), world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const refusal = checkRenewable(certificate) ?? checkSuccessor(body.id ?? undefined, world);
  if (refusal !== undefined) return errorResponse(refusal);
  certificate.renewed = true;
  certificate.renewedAt = world.now.getTime();
  return scmEmpty();
}

/** Handles `POST /api/ssl/v1/replace/{sslId}`: the record keeps its id and gets another certificate. */
export async function replaceSsl(c: SandboxContext, world: World): Promise<Response> {
  const body = readBody(c, ReplaceSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const certificate = findForWrite(Number(c.req.param('sslId')), world);
  if (isScmError(certificate)) return errorResponse(certificate);
  if (certificate.autoInstalled)
    return errorResponse(badRequest(-1148, 'An automatically installed certificate cannot be replaced.'));
  if (certificate.status !== 'Issued' || certificate.replacement !== null)
    return errorResponse(badRequest(-130, 'The state of the certificate is not ISSUED.'));
  const csr = checkCsr(body.csr, profileOf(certificate, world));
  if (isScmError(csr)) return errorResponse(csr);
  const commonName = body.commonName ?? certificate.commonName;
  const names = body.subjectAlternativeNames ?? certificate.otherNames;
  const refusal = checkDcv(body) ?? checkNames([commonName, ...names], world);
  if (refusal !== undefined) return errorResponse(refusal);
  certificate.replacement = {
    publicKey: csr.publicKey,
    key: csr.key,
    commonName,
    otherNames: [...new Set(names)].filter((name) => name !== commonName),
  };
  if (world.switches.collectDuringReplace === 'pending') certificate.status = 'Applied';
  startOrder(certificate, world);
  world.scm.certificates.changed();
  await settleOrders(world);
  return scmEmpty();
}

async function renew(
  old: ScmCertificate,
  {
    body,
    world,
    account,
  }: {
    body: { csr?: string | undefined } & Parameters<typeof checkDcv>[0];
    world: World;
    account: string;
  },
): Promise<ScmCertificate | ScmError> {
  const refusal = checkRenewable(old) ?? checkDcv(body);
  if (refusal !== undefined) return refusal;
  if (world.switches.renewal === 'refused') return badRequest(-180, 'The profile does not allow renewal.');
  const key = body.csr === undefined ? old : checkCsr(body.csr, profileOf(old, world));
  if (isScmError(key)) return key;
  const renewed: ScmCertificate = {
    ...old,
    ...emptyRecord(),
    id: world.scm.certificates.nextId,
    serial: null,
    requestedAt: null,
    approvedAt: null,
    issuedAt: null,
    expiresAt: null,
    requester: account,
    requestedVia: 'REST API',
    renewId: drawRenewId(world),
    renews: old.id,
    values: [...old.values],
    key: key.key,
    publicKey: key.publicKey,
  };
  old.renewed = true;
  old.renewedAt = world.now.getTime();
  placeRequest(renewed, world);
  world.scm.certificates.add(renewed);
  await settleOrders(world);
  return renewed;
}

function profileOf({ profileId }: ScmCertificate, { scm }: World): ScmProfile | undefined {
  return scm.profiles.find(({ id }) => id === profileId);
}

function checkRenewable({ status }: ScmCertificate): ScmError | undefined {
  if (status === 'Issued' || status === 'Expired') return undefined;
  return badRequest(-130, 'The state of the certificate is not ISSUED.');
}

function checkSuccessor(id: number | undefined, world: World): ScmError | undefined {
  if (id === undefined || world.scm.certificates.get(id) !== undefined) return undefined;
  return unknownForWrite(world);
}
