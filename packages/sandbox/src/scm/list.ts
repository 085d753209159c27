import type { SandboxContext } from '../http/pipeline.ts';
import { formatSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { allNames } from './leaf.ts';
import { parseListFilter } from './list-filter.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

const largestPage = 200;

/** Answers `GET` and `HEAD /api/ssl/v1`. */
export function listSsl(c: SandboxContext, world: World): Response {
  const { scm, switches } = world;
  const query = new URL(c.req.url).searchParams;
  const filter = parseListFilter(query, { world, dialect: c.get('dialect') });
  if (isScmError(filter)) return errorResponse(filter);
  const selected = scm.certificates.select(filter.key, (all) => all.filter(filter.matches), filter.volatile);
  const total = { 'x-total-count': String(selected.length) };
  if (c.req.method === 'HEAD') return scmJson([], total);

  const size = readSize(query.get('size'), switches);
  if (typeof size !== 'number') return errorResponse(size);
  const position = query.get('position') ?? '0';
  if (!/^\d{1,10}$/.test(position))
    return errorResponse(badRequest(-1001, "Value of 'position' must not be negative."));
  const page = c.get('page');
  const first = page === 'repeated' ? 0 : Number(position);
  const rows =
    page === 'empty'
      ? []
      : takePage(selected, { first, size, descending: switches.listOrder === 'descending' });
  return scmJson(
    rows.map((certificate) => renderIdentity(certificate, switches)),
    total,
  );
}

function readSize(text: string | null, switches: Switches): number | ScmError {
  if (text === null) return switches.sizeAbsent;
  if (!/^\d{1,10}$/.test(text)) return badRequest(-1001, "Value of 'size' must be a number from 0 to 200.");
  const size = Number(text);
  if (size === 0 && switches.sizeZero === 'default') return switches.sizeAbsent;
  const tooSmall = size === 0 && switches.sizeZero === 'refused';
  const tooLarge = size > largestPage && switches.sizeOver200 === 'refused';
  if (tooSmall || tooLarge) return badRequest(-1001, "Value of 'size' must be a number from 0 to 200.");
  return Math.min(size, largestPage);
}

function takePage<T>(
  items: readonly T[],
  { first, size, descending }: { first: number; size: number; descending: boolean },
): T[] {
  if (!descending) return items.slice(first, first + size);
  const end = Math.max(0, items.length - first);
  return items.slice(Math.max(0, end - size), end).reverse();
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
