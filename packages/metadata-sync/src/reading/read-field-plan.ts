import type { MetadataField } from '@certbridge/keyfactor-client';
import type { CustomField } from '@certbridge/sectigo-client';
import type { FieldPlan } from '../fields/field-plan.ts';
import { type FieldResolution, resolveFields } from '../fields/resolve-fields.ts';
import type { RunContext } from '../run/run-context.ts';

/** Reads the fields of both systems and decides which take part, or why the run has to stop. */
export async function readFieldPlan(
  context: RunContext,
  { updateFields = false }: { readonly updateFields?: boolean | undefined } = {},
): Promise<FieldResolution> {
  const { mode, settings, findings, lacksHash } = context;
  const definitions = await readFieldDefinitions(context);
  const resolution = resolveFields({ mode, settings, updateFields, ...definitions });
  if ('stop' in resolution) return resolution;
  const { plan } = resolution;
  findings.fieldPlan = plan;
  logFieldPlan(plan, context);
  if (lacksHash && plan.mappings.some(({ sensitive }) => sensitive))
    throw new TypeError(
      'A field is marked sensitive: hashSensitive is needed to keep its values in a store.',
    );
  return resolution;
}

/** Tests the login to Command, too. */
async function readFieldDefinitions({ sectigo, keyfactor, signal }: RunContext): Promise<{
  readonly customFields: readonly CustomField[];
  readonly metadataFields: readonly MetadataField[];
}> {
  const readMetadataFields = async () => {
    await keyfactor.status.check({ signal });
    return Array.fromAsync(keyfactor.metadataFields.list({ signal }));
  };
  const [customFields, metadataFields] = await Promise.all([
    sectigo.customFields.list({ certType: 'SSL', signal }),
    readMetadataFields(),
  ]);
  return { customFields, metadataFields };
}

function logFieldPlan({ notes, warnings, leftOut, different }: FieldPlan, { logger }: RunContext): void {
  for (const note of notes) logger.info('{note}', { note });
  for (const warning of warnings) logger.warn('{warning}', { warning });
  for (const { reason, remedy } of leftOut) {
    logger.warn('{reason}; it is left out. {remedy}', { reason, remedy });
  }
  for (const { field, property } of different) {
    const properties = { field, property };
    logger.info('The metadata field {field} differs from the configuration in {property}.', properties);
  }
}
