import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { renderCertificate } from './certificate-json.ts';
import { CommandError } from './command-error.ts';
import { commandJson } from './command-json.ts';
import {
  type CommandParameters,
  readFlag,
  readPaging,
  readParameters,
  type Span,
  takePage,
} from './command-query-params.ts';
import type { CommandCertificate } from './command-state.ts';
import { checkCertificateRight, readCollectionId } from './permissions.ts';
import { compileQuery } from './query/compile-query.ts';
import { findCandidates } from './query/find-candidates.ts';
import { parseQuery } from './query/parse-query.ts';
import type { QueryNode } from './query/query-ast.ts';
import { type IdBounds, splitIdBounds } from './query/split-id-bounds.ts';

type Order = (a: CommandCertificate, b: CommandCertificate) => number;

const byText =
  (read: (certificate: CommandCertificate) => string): Order =>
  (a, b) =>
    read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : a.id - b.id;
const byIssuedDate: Order = (a, b) => a.notBefore - b.notBefore || a.id - b.id;

// null means sorted by id.
const orders: Readonly<Record<string, Order | null>> = {
  '': null,
  certid: null,
  issuedcn: byText(({ commonName }) => commonName),
  issuerdn: byText(({ issuerDn }) => issuerDn),
  issueddate: byIssuedDate,
};

/** Handles `GET /Certificates`. */
export function listCertificates(c: SandboxContext, world: World): Response {
  const parameters = readParameters(c, world);
  const page = c.get('page');
  const paging = readPaging(parameters, world);
  const mayTouch = checkCertificateRight(parameters, 'read', world);
  const { bounds, rest } = readQuery(parameters, world);
  const inCollection = readCollectionId(parameters) > 0;
  const all = selectCertificates(rest, parameters, world);
  const selected = inCollection ? all.filter(mayTouch) : all;
  const whole = { items: selected, start: 0, end: selected.length };
  const bounded = withinBounds(whole, bounds, isSortedById(parameters));
  const includeMetadata = readFlag(parameters, 'includemetadata');
  // A repeated page ignores the bounds, too; otherwise paging by key would never see one.
  const rows = takePage(page === 'repeated' ? whole : bounded, paging, page);
  return commandJson(
    world,
    rows.map((certificate) => renderCertificate(certificate, { world, includeMetadata })),
    { headers: { 'x-total-count': String(bounded.end - bounded.start) } },
  );
}

function readQuery(parameters: CommandParameters, world: World): ReturnType<typeof splitIdBounds> {
  const node = parseQuery(parameters.get('querystring') ?? '', world.switches.queryPrecedence);
  if (world.switches.certIdQuery === 'supported') return splitIdBounds(node);
  return { ...splitIdBounds(undefined), rest: node };
}

/** Selects and sorts without the bounds on the id; the result is cached between pages. */
function selectCertificates(
  query: QueryNode | undefined,
  parameters: CommandParameters,
  world: World,
): readonly CommandCertificate[] {
  const { now, switches } = world;
  const includeRevoked = readFlag(parameters, 'includerevoked');
  const includeExpired = readFlag(parameters, 'includeexpired');
  const order = readOrder(parameters, world);
  const compiled = query === undefined ? undefined : compileQuery(query, world);
  const key = JSON.stringify([
    query,
    includeRevoked,
    includeExpired,
    parameters.get('sortfield') ?? '',
    switches.textCompare,
    switches.serialSignByte,
    switches.caKeyAlgorithm,
  ]);
  const present = now.getTime();
  const choose = (from: readonly CommandCertificate[]): CommandCertificate[] => {
    const selected = from.filter(
      (certificate) =>
        (includeRevoked || certificate.state !== 2) &&
        (includeExpired || certificate.notAfter >= present) &&
        (compiled === undefined || compiled.test(certificate)),
    );
    return order === null ? selected : selected.sort(order);
  };
  const candidates = findCandidates(query, world);
  if (candidates !== undefined) return choose(candidates.toSorted((a, b) => a.id - b.id));
  return world.command.certificates.select(key, choose, compiled?.isVolatile ?? false);
}

function readOrder(parameters: CommandParameters, { switches }: World): Order | null {
  const name = parameters.get('sortfield') ?? '';
  if (name.toLowerCase() === 'notbefore' && switches.sortByNotBefore === 'accepted') return byIssuedDate;
  const order = Object.hasOwn(orders, name.toLowerCase()) ? orders[name.toLowerCase()] : undefined;
  if (order === undefined) throw new CommandError(400, `Invalid sort field: ${name}.`, '0xA011004A');
  return order;
}

function isSortedById(parameters: CommandParameters): boolean {
  return orders[(parameters.get('sortfield') ?? '').toLowerCase()] === null;
}

function withinBounds(
  span: Span<CommandCertificate>,
  { above, below }: IdBounds,
  sortedById: boolean,
): Span<CommandCertificate> {
  if (above === Number.NEGATIVE_INFINITY && below === Number.POSITIVE_INFINITY) return span;
  const { items } = span;
  if (sortedById) return { items, start: firstAbove(items, above), end: firstAbove(items, below - 1) };
  const kept = items.filter(({ id }) => id > above && id < below);
  return { items: kept, start: 0, end: kept.length };
}

/** Finds the index of the first item with an id above `id`, by binary search. */
function firstAbove(items: readonly CommandCertificate[], id: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.id ?? 0) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
