import { quoted } from '@certbridge/plain-text';
import type { RowIdentity } from '@certbridge/rest-client';
import type { FieldPlan } from '../fields/field-plan.ts';
import { type FieldInputs, type FieldResolution, resolveFields } from '../fields/resolve-fields.ts';
import type { RunContext } from '../run/run-context.ts';

/** The fields of both systems. */
export type FieldDefinitions = Pick<FieldInputs, 'customFields' | 'metadataFields' | 'unreadable'>;

/** Reads the fields of both systems and decides which take part, or why the run has to stop. */
export async function readFieldPlan(
  context: RunContext,
  options: { readonly updateFields?: boolean | undefined } = {},
): Promise<FieldResolution> {
  return planFields(await readFieldDefinitions(context), context, options);
}

/** Decides which fields take part, or why the run has to stop. */
export function planFields(
  definitions: FieldDefinitions,
  context: RunContext,
  { updateFields = false }: { readonly updateFields?: boolean | undefined } = {},
): FieldResolution {
  const { mode, settings, findings, lacksHash } = context;
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

/** Reads the fields of both systems, side by side. Tests the login to Command, too. Warns of rows that can't be read. */
export async function readFieldDefinitions({
  settings,
  sectigo,
  keyfactor,
  signal,
  warn,
}: RunContext): Promise<FieldDefinitions> {
  const unreadable = {
    customFields: [] as RowIdentity['name'][],
    metadataFields: [] as RowIdentity['name'][],
  };
  const { importAllCustomFields } = settings;
  const ofSectigo = (problem: string, { name }: RowIdentity) => {
    unreadable.customFields.push(name);
    const which = name === undefined ? '' : ` It is the custom field ${quoted(name)}.`;
    // A listed field that is missing is reported with the fields that are left out.
    if (!importAllCustomFields) return warn(`${problem}${which}`);
    warn(`${problem}${which} It is left out. Look at it in SCM, and report it to Sectigo.`, {
      isFinding: true,
    });
  };
  const ofKeyfactor = (problem: string, { name }: RowIdentity) => {
    unreadable.metadataFields.push(name);
    warn(`${problem}${name === undefined ? '' : ` It is the metadata field ${quoted(name)}.`}`);
  };
  const readMetadataFields = async () => {
    await keyfactor.status.check({ signal });
    return Array.fromAsync(keyfactor.metadataFields.list({ signal, onUnreadableRow: ofKeyfactor }));
  };
  const [customFields, metadataFields] = await Promise.all([
    sectigo.customFields.list({ certType: 'ssl', signal, onUnreadableRow: ofSectigo }),
    readMetadataFields(),
  ]);
  return { customFields, metadataFields, unreadable };
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
