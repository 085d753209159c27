import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import { commandJson } from './command-json.ts';
import { readParameters } from './command-query-params.ts';
import type { CommandMetadataField } from './command-state.ts';
import { findCertificate } from './find-certificate.ts';
import { readMetadataText, storeMetadataValue } from './metadata-values.ts';
import { checkCertificateRight } from './permissions.ts';
import { findMetadataField } from './write-metadata.ts';

/** Handles `GET /Certificates/Metadata/Compare`. An absent value equals a field without a value. */
export function compareCertificateMetadata(c: SandboxContext, world: World): Response {
  const parameters = readParameters(c, world);
  const mayTouch = checkCertificateRight(parameters, 'read', world);
  const id = parameters.get('certificateid') ?? '';
  const name = parameters.get('metadatafieldname') ?? '';
  if (!/^\d{1,10}$/.test(id))
    throw new CommandError(400, 'The value of parameter certificateId is not valid.');
  if (name === '') throw new CommandError(400, 'The value of parameter metadataFieldName is not valid.');
  const certificate = findCertificate(Number(id), world, mayTouch);
  const field = findMetadataField(name, world);
  if (field === undefined)
    throw new CommandError(404, `MetadataFieldType with Name '${name}' does not exist.`);
  const stored = certificate.values.find(({ fieldId }) => fieldId === field.Id)?.value;
  return commandJson(world, isEqual(parameters.get('value') ?? '', { stored, field, world }));
}

function isEqual(
  value: string,
  { stored, field, world }: { stored: string | undefined; field: CommandMetadataField; world: World },
): boolean {
  if (stored === undefined || value === '') return (stored ?? '') === value;
  if (world.switches.compareMetadata === 'text')
    return readMetadataText(stored, field, world.switches) === value;
  const normalized = tryStore(value, field, world);
  return normalized?.toLowerCase() === stored.toLowerCase();
}

/** Parses a value by the field's type; undefined if the field can't hold it. */
function tryStore(value: string, field: CommandMetadataField, world: World): string | undefined {
  try {
    return storeMetadataValue(value, field, world.switches);
  } catch {
    return undefined;
  }
}
