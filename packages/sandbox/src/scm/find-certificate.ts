import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { badRequest, type ScmError } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

const description = 'SSL certificate is not found.';

/** Finds a certificate for an operation that reads. If unknown: 404 (-5101) or, depending on a switch, 400 (-123). */
export function findForRead(c: SandboxContext, { scm, switches }: World): ScmCertificate | ScmError {
  const certificate = scm.certificates.get(Number(c.req.param('sslId')));
  if (certificate !== undefined) return certificate;
  return switches.unknownIdOnGet === 404
    ? { status: 404, code: -5101, description }
    : badRequest(-123, description);
}

/** Finds a certificate for an operation that writes. If unknown: 400 (-124) or, depending on a switch, 404 (-5101). */
export function findForWrite(sslId: number, world: World): ScmCertificate | ScmError {
  return world.scm.certificates.get(sslId) ?? unknownForWrite(world);
}

/** Creates the refusal of a write to an unknown certificate. */
export function unknownForWrite({ switches }: World): ScmError {
  return switches.unknownIdOnPut === 404
    ? { status: 404, code: -5101, description }
    : badRequest(-124, description);
}
