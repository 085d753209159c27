import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import { commandEmpty } from './command-json.ts';
import { readParameters } from './command-query-params.ts';
import type { CommandCertificate } from './command-state.ts';
import { checkCertificateRight, readCollectionId } from './permissions.ts';
import { compileQuery } from './query/compile-query.ts';
import { parseQuery } from './query/parse-query.ts';
import { readBody } from './read-body.ts';
import { checkChanges, writeChanges } from './write-metadata.ts';

const BulkSchema = v.object({
  Query: v.optional(v.nullable(v.string())),
  CertificateIds: v.optional(v.nullable(v.array(v.pipe(v.number(), v.integer())))),
  Metadata: v.array(
    v.object({
      MetadataName: v.string(),
      Value: v.optional(v.nullable(v.string())),
      OverwriteExisting: v.optional(v.boolean()),
    }),
  ),
});

type BulkRequest = v.InferOutput<typeof BulkSchema>;

/** Handles `PUT /Certificates/Metadata/All`: writes to all selected certificates or, if anything is invalid, to none. */
export function updateCertificateMetadataBulk(c: SandboxContext, world: World): Response {
  const body = readBody(c, BulkSchema, world);
  const parameters = readParameters(c, world);
  const mayTouch = checkCertificateRight(parameters, 'metadata/modify', world);
  const changes = checkChanges(
    body.Metadata.map(({ MetadataName, Value = null, OverwriteExisting = false }) => ({
      name: MetadataName,
      value: Value,
      overwrite: OverwriteExisting,
    })),
    world,
  );
  const hasCollection = readCollectionId(parameters) > 0;
  const chosen = chooseCertificates(body, { hasCollection, world });
  for (const certificate of chosen) if (mayTouch(certificate)) writeChanges(certificate, changes);
  world.command.certificates.volatileChanged();
  return commandEmpty(world);
}

function chooseCertificates(
  { CertificateIds, Query }: BulkRequest,
  { hasCollection, world }: { hasCollection: boolean; world: World },
): readonly CommandCertificate[] {
  const { bulkIdsAndQuery, bulkEmptyIds } = world.switches;
  const ids = CertificateIds ?? undefined;
  const query = Query === '' ? undefined : (Query ?? undefined);
  if (ids !== undefined && ids.length > 0) {
    if (query === undefined || bulkIdsAndQuery === 'ids') return findByIds(ids, world);
    if (bulkIdsAndQuery === 'refused')
      throw new CommandError(400, 'CertificateIds and Query exclude each other.');
    const found = findByQuery(query, world);
    return bulkIdsAndQuery === 'query' ? found : found.filter(({ id }) => ids.includes(id));
  }
  if (query !== undefined) return findByQuery(query, world);
  if (!hasCollection) throw new CommandError(400, 'CertificateIds, Query or collectionId is needed.');
  return ids !== undefined && bulkEmptyIds === 'nothing' ? [] : withinScope(world);
}

function findByIds(ids: readonly number[], { command, switches }: World): CommandCertificate[] {
  const found = [...new Set(ids)].map((id) => ({ id, certificate: command.certificates.get(id) }));
  const unknown = found.find(({ certificate }) => certificate === undefined);
  if (unknown !== undefined && switches.bulkUnknownId === 'refused')
    throw new CommandError(400, `Unable to find 'Certificate' with Id '${unknown.id}'`);
  return found.flatMap(({ certificate }) => certificate ?? []);
}

function findByQuery(query: string, world: World): CommandCertificate[] {
  const node = parseQuery(query, world.switches.queryPrecedence);
  const certificates = withinScope(world);
  return node === undefined ? certificates : certificates.filter(compileQuery(node, world).test);
}

function withinScope({ command, switches, now }: World): CommandCertificate[] {
  return command.certificates
    .all()
    .filter(
      ({ state, notAfter }) => switches.bulkScope === 'all' || (state !== 2 && notAfter >= now.getTime()),
    );
}
