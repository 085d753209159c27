import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { findForRead, findForWrite } from './find-certificate.ts';
import { MessageSchema } from './order-schemas.ts';
import { decideApproval, declineRequest, settleOrders, waitingStates } from './orders.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmEmpty } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

/** Handles `POST /api/ssl/v1/approve/{sslId}`. Nobody can approve their own EV request (-1140). */
export async function approveSsl(c: SandboxContext, world: World): Promise<Response> {
  const certificate = findRequest(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const profile = world.scm.profiles.find(({ id }) => id === certificate.profileId);
  if (profile?.validationType.includes('(EV)') && certificate.requester === c.get('account'))
    return errorResponse(badRequest(-1140, 'Requester and approver of an EV certificate must differ.'));
  decideApproval(certificate, world);
  world.scm.certificates.changed();
  await settleOrders(world);
  return scmEmpty();
}

/** Handles `POST /api/ssl/v1/decline/{sslId}`. */
export function declineSsl(c: SandboxContext, world: World): Response {
  const certificate = findRequest(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  declineRequest(certificate, world);
  world.scm.certificates.changed();
  return scmEmpty();
}

/** Handles `DELETE /api/ssl/v1/{sslId}`. Only imported or discovered records can be deleted; the error code isn't documented. */
export function deleteSsl(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  if (certificate.requestedVia !== 'Imported' && certificate.requestedVia !== 'Discovery')
    return errorResponse(badRequest(-3, 'Only imported and discovered certificates can be deleted.'));
  world.scm.certificates.remove(certificate.id);
  return scmEmpty();
}

function findRequest(c: SandboxContext, world: World): ScmCertificate | ScmError {
  const body = readBody(c, MessageSchema, world);
  if (isScmError(body)) return body;
  const certificate = findForWrite(Number(c.req.param('sslId')), world);
  if (isScmError(certificate) || waitingStates.includes(certificate.status)) return certificate;
  return badRequest(-1112, 'The state of the certificate does not allow this.');
}
