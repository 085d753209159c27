import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { instructions } from './dcv.ts';
import { findForRead } from './find-certificate.ts';
import { allNames } from './leaf.ts';
import { errorResponse, isScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

/** Answers `GET /api/ssl/v1/{sslId}/dcv`: names of issued certificates are validated, others wait. */
export function getSslDcv(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  return scmJson({
    dcvLog: renderLog(certificate, world),
    instructions: allNames(certificate).map((domain) => ({
      domainName: domain,
      dcvMode: 'CNAME',
      ...instructions({ domain }, 'CNAME'),
    })),
  });
}

/** Answers `POST /api/ssl/v1/{sslId}/dcv/recheck` with 202 and the log alone. */
export function recheckSslDcv(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  return scmJson({ dcvLog: renderLog(certificate, world) }, {}, 202);
}

function renderLog(certificate: ScmCertificate, { now }: World): Record<string, unknown> {
  const validated = certificate.serial !== null;
  const stamp = (instant: number): string => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
  return {
    error: { code: 0, description: null },
    log: allNames(certificate).map((domainName, index) => ({
      dcvStatus: validated ? 'Validated' : 'Awaiting Validation',
      domainName,
      lastCheck: stamp(now.getTime()),
      nextCheck: stamp(now.getTime() + 3_600_000),
      dcvDate: validated ? stamp(certificate.approvedAt ?? now.getTime()) : null,
      dcvEmailRefNumber: index + 1,
    })),
  };
}
