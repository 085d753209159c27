import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { instructions } from './dcv.ts';
import type { ScmDialect } from './dialect.ts';
import { findForRead } from './find-certificate.ts';
import { allNames } from './leaf.ts';
import { errorResponse, isScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

/**
 * Handles `GET /api/ssl/v1/{sslId}/dcv`: names of issued certificates are validated, others pending. The OAuth2 flavour returns
 * a list of the same objects, one per name.
 */
export function getSslDcv(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const dialect = c.get('dialect');
  const names = allNames(certificate);
  const render = (shown: readonly string[]) => ({
    dcvLog: renderLog(certificate, { names: shown, dialect, world }),
    instructions: shown.map((domain) => ({
      domainName: domain,
      dcvMode: 'CNAME',
      ...instructions({ domain }, 'CNAME'),
    })),
  });
  return scmJson(dialect === 'header' ? render(names) : names.map((name) => render([name])));
}

/** Handles `POST /api/ssl/v1/{sslId}/dcv/recheck`; returns 202 and only the log. */
export function recheckSslDcv(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const names = allNames(certificate);
  return scmJson({ dcvLog: renderLog(certificate, { names, dialect: c.get('dialect'), world }) }, {}, 202);
}

function renderLog(
  certificate: ScmCertificate,
  { names, dialect, world: { now } }: { names: readonly string[]; dialect: ScmDialect; world: World },
): Record<string, unknown> {
  const validated = certificate.serial !== null;
  const stamp = (instant: number): string => {
    const text = new Date(instant).toISOString();
    return dialect === 'oauth' ? text : text.slice(0, 19).replace('T', ' ');
  };
  return {
    error: { code: 0, description: null },
    log: names.map((domainName, index) => ({
      dcvStatus: validated ? 'Validated' : 'Awaiting Validation',
      domainName,
      lastCheck: stamp(now.getTime()),
      nextCheck: stamp(now.getTime() + 3_600_000),
      dcvDate: validated ? stamp(certificate.approvedAt ?? now.getTime()) : null,
      dcvEmailRefNumber: index + 1,
    })),
  };
}
