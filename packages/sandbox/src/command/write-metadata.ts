import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import type { CommandCertificate, CommandMetadataField } from './command-state.ts';
import { type MetadataInput, storeMetadataValue } from './metadata-values.ts';

/** A checked change of a field; without a value the field is cleared. */
export interface MetadataChange {
  field: CommandMetadataField;
  value: string | undefined;
  /** If false, only an empty field is filled. */
  overwrite: boolean;
}

/** A change in a request. */
export interface NamedChange {
  name: string;
  value: MetadataInput;
  overwrite: boolean;
}

/**
 * Checks changes against the fields before anything is written.
 *
 * Throws a CommandError with status 400 for an unknown name or an invalid value, depending on switches.
 */
export function checkChanges(changes: readonly NamedChange[], world: World): MetadataChange[] {
  const { switches } = world;
  return changes.flatMap(({ name, value, overwrite }) => {
    const field = findMetadataField(name, world);
    if (field === undefined) {
      if (switches.unknownMetadataName === 'ignored') return [];
      throw new CommandError(400, `Metadata field '${name}' does not exist.`);
    }
    if (value === null && switches.nullMetadataValue === 'ignored') return [];
    if (value === null && switches.nullMetadataValue === 'refused')
      throw new CommandError(400, `The value supplied for metadata field '${field.Name}' is not valid.`);
    return [{ field, value: storeMetadataValue(value, field, switches), overwrite }];
  });
}

/** Writes checked changes to a certificate; other fields keep their values. */
export function writeChanges(certificate: CommandCertificate, changes: readonly MetadataChange[]): void {
  const values = new Map(certificate.values.map(({ fieldId, value }) => [fieldId, value]));
  for (const { field, value, overwrite } of changes) {
    if (!overwrite && values.has(field.Id)) continue;
    if (value === undefined) values.delete(field.Id);
    else values.set(field.Id, value);
  }
  certificate.values = [...values].map(([fieldId, value]) => ({ fieldId, value }));
}

/** Finds a field by name; the switch `metadataNameCase` determines whether case matters. */
export function findMetadataField(
  name: string,
  { command, switches }: World,
): CommandMetadataField | undefined {
  const folded = name.toLowerCase();
  return command.metadataFields.find(
    ({ Name }) => Name === name || (switches.metadataNameCase === 'ignored' && Name.toLowerCase() === folded),
  );
}
