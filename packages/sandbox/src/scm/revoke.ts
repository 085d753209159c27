import type { SandboxContext } from '../http/pipeline.ts';
import { parseSerial } from '../serial.ts';
import type { World } from '../world.ts';
import { findForWrite, unknownForWrite } from './find-certificate.ts';
import { leafFacts } from './leaf.ts';
import { ManualRevokeSchemas, RevokeSchemas } from './order-schemas.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmEmpty } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

/** Handles `POST /api/ssl/v1/revoke/{sslId}`. */
export function revokeSslById(c: SandboxContext, world: World): Response {
  return revokeAtCa(c, world, () => findForWrite(Number(c.req.param('sslId')), world));
}

/** Handles `POST /api/ssl/v1/revoke/serial/{serialNumber}`, in any notation. */
export function revokeSslBySerial(c: SandboxContext, world: World): Response {
  return revokeAtCa(c, world, () => findBySerial(c.req.param('serialNumber') ?? '', undefined, world));
}

/** Handles `POST /api/ssl/v1/revoke/manual`: marks an issued or expired certificate in SCM only. */
export function markSslRevoked(c: SandboxContext, world: World): Response {
  const body = readBody(c, ManualRevokeSchemas[c.get('dialect')], world);
  if (isScmError(body)) return errorResponse(body);
  const certificate = findManually(body, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const refusal = checkRevocable(certificate, ['Issued', 'Expired']);
  if (refusal !== undefined) return errorResponse(refusal);
  const date = body.revokeDate ?? undefined;
  markRevoked(certificate, world, {
    reasonCode: body.reasonCode ?? 0,
    at: date === undefined ? world.now.getTime() : Date.parse(date),
  });
  return scmEmpty();
}

function revokeAtCa(c: SandboxContext, world: World, find: () => ScmCertificate | ScmError): Response {
  const body = readBody(c, RevokeSchemas[c.get('dialect')], world);
  if (isScmError(body)) return errorResponse(body);
  if (body.reasonCode === undefined && world.switches.revokeReasonCode === 'required')
    return errorResponse(badRequest(-1001, "Value of 'reasonCode' must not be null."));
  const certificate = find();
  if (isScmError(certificate)) return errorResponse(certificate);
  const refusal = checkRevocable(certificate, ['Issued']);
  if (refusal !== undefined) return errorResponse(refusal);
  markRevoked(certificate, world, { reasonCode: body.reasonCode ?? 0, at: world.now.getTime() });
  return scmEmpty();
}

function checkRevocable({ status }: ScmCertificate, from: readonly string[]): ScmError | undefined {
  if (status === 'Revoked') return badRequest(-159, 'The certificate has been revoked already.');
  return from.includes(status) ? undefined : badRequest(-102, 'Only an issued certificate can be revoked.');
}

/** Marks a record as revoked. */
export function markRevoked(
  certificate: ScmCertificate,
  { scm }: World,
  { reasonCode, at }: { reasonCode: number; at: number },
): void {
  certificate.status = 'Revoked';
  certificate.reasonCode = reasonCode;
  certificate.revokedAt = at;
  // A pending replacement ends with the certificate it was to replace.
  scm.openOrders.delete(certificate);
  certificate.order = null;
  certificate.replacement = null;
  scm.certificates.changed();
}

function findManually(
  body: {
    certId?: number | null | undefined;
    serialNumber?: string | null | undefined;
    issuer?: string | null | undefined;
  },
  world: World,
): ScmCertificate | ScmError {
  if (body.certId) return findForWrite(body.certId, world);
  if (!body.serialNumber || !body.issuer)
    return badRequest(-7, "'certId', or 'serialNumber' together with 'issuer', is missing.");
  return findBySerial(body.serialNumber, body.issuer, world);
}

function findBySerial(text: string, issuer: string | undefined, world: World): ScmCertificate | ScmError {
  const serial = parseSerial(text);
  const found = world.scm.certificates
    .all()
    .find(
      (certificate) =>
        certificate.serial !== null &&
        certificate.serial === serial &&
        (issuer === undefined || leafFacts(certificate, world)?.issuerDn === issuer),
    );
  return found ?? unknownForWrite(world);
}
