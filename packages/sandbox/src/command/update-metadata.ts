import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import { commandEmpty } from './command-json.ts';
import type { CommandMetadataField } from './command-state.ts';
import { storeMetadataValue } from './metadata-values.ts';
import { readBody } from './read-body.ts';

const UpdateSchema = v.object({
  Id: v.pipe(v.number(), v.integer()),
  Metadata: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});

/** Answers `PUT /Certificates/Metadata`: merges the fields sent into the certificate's, all of them or none. */
export function updateCertificateMetadata(c: SandboxContext, world: World): Response {
  const { Id, Metadata } = readBody(c, UpdateSchema);
  const { command, switches } = world;
  const certificate = command.certificates.get(Id);
  if (certificate === undefined) throw new CommandError(404, `Unable to find 'Certificate' with Id '${Id}'`);

  const values = new Map(certificate.values.map(({ fieldId, value }) => [fieldId, value]));
  for (const [name, value] of Object.entries(Metadata)) {
    const field = findField(name, world);
    if (field === undefined) {
      if (switches.unknownMetadataName === 'ignored') continue;
      throw new CommandError(400, `Metadata field '${name}' does not exist.`);
    }
    if (value === null && switches.nullMetadataValue === 'ignored') continue;
    if (value === null && switches.nullMetadataValue === 'refused') {
      throw new CommandError(400, `The value supplied for metadata field '${field.Name}' is not valid.`);
    }
    const stored = storeMetadataValue(value, field, switches);
    if (stored === undefined) values.delete(field.Id);
    else values.set(field.Id, stored);
  }
  certificate.values = [...values].map(([fieldId, value]) => ({ fieldId, value }));
  command.certificates.volatileChanged();
  return commandEmpty(world);
}

function findField(name: string, { command, switches }: World): CommandMetadataField | undefined {
  const folded = name.toLowerCase();
  return command.metadataFields.find(
    ({ Name }) => Name === name || (switches.metadataNameCase === 'ignored' && Name.toLowerCase() === folded),
  );
}
