import type { SandboxContext } from '../http/pipeline.ts';
import { formatSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { allNames } from './leaf.ts';
import { parseListFilter } from './list-filter.ts';
import { readPage, takePage } from './paging.ts';
import { errorResponse, isScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

/** Handles `GET` and `HEAD /api/ssl/v1`; the OAuth2 flavour has no HEAD. */
export function listSsl(c: SandboxContext, world: World): Response {
  const { scm, switches } = world;
  const dialect = c.get('dialect');
  const isCount = c.req.method === 'HEAD';
  if (isCount && dialect === 'oauth')
    return errorResponse({ status: 405, code: -1, description: 'Method HEAD is not supported.' });
  const query = new URL(c.req.url).searchParams;
  const filter = parseListFilter(query, { world, dialect });
  if (isScmError(filter)) return errorResponse(filter);
  const selected = scm.certificates.select(filter.key, (all) => all.filter(filter.matches), filter.volatile);
  const total = { 'x-total-count': String(selected.length) };
  if (isCount) return scmJson([], total);
  const page = readPage(c, switches);
  if (isScmError(page)) return errorResponse(page);
  const rows = takePage(selected, page, switches.listOrder === 'descending');
  return scmJson(
    rows.map((certificate) => renderIdentity(certificate, switches)),
    total,
  );
}

function renderIdentity(certificate: ScmCertificate, switches: Switches): Record<string, unknown> {
  const { id, commonName, serial } = certificate;
  return {
    sslId: id,
    commonName,
    ...(certificate.otherNames.length === 0 ? {} : { subjectAlternativeNames: allNames(certificate) }),
    ...(serial === null
      ? {}
      : { serialNumber: formatSerial(serial, switches.listSerial, switches.scmSerialCase) }),
  };
}
