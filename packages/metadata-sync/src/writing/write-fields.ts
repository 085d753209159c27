import { setTimeout as delay } from 'node:timers/promises';
import type { MetadataField, MetadataFieldCreate } from '@certbridge/keyfactor-client';
import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldPlan } from '../fields/field-plan.ts';
import { hasMetadataField } from '../reading/has-metadata-field.ts';
import { isAborted, mayHaveWorked } from '../run/failures.ts';
import type { RunContext } from '../run/run-context.ts';

/** How often a creation whose response was lost is looked up and tried again. */
const CREATE_ATTEMPTS = 5;

/** Pause before a creation is tried again, in milliseconds, times the attempt. */
const CREATE_PAUSE = 500;

/** Creates the metadata fields that Command lacks and updates the others. */
export async function writeFields(plan: FieldPlan, context: RunContext): Promise<void> {
  const { keyfactor, signal, logger, concurrency, findings } = context;
  const create = async (field: MetadataFieldCreate) => {
    await createField(field, context);
    findings.created += 1;
    logger.info('Created the metadata field {name} in Keyfactor.', { name: field.Name });
  };
  const update = async (field: MetadataField) => {
    await keyfactor.metadataFields.update(field, { signal });
    findings.updated += 1;
    logger.info('Updated the metadata field {name} in Keyfactor.', { name: field.Name });
  };
  await pMap(plan.create, create, { concurrency: concurrency.keyfactor });
  await pMap(plan.update, update, { concurrency: concurrency.keyfactor });
}

/** Creates one field; after a lost response looks first whether it is there, since a creation is not repeatable. */
async function createField(field: MetadataFieldCreate, context: RunContext): Promise<void> {
  const { keyfactor, signal } = context;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await keyfactor.metadataFields.create(field, { signal });
      return;
    } catch (error) {
      const isLost = error instanceof ApiError && mayHaveWorked(error) && !isAborted(error);
      if (!isLost || attempt === CREATE_ATTEMPTS) throw error;
    }
    await delay(CREATE_PAUSE * attempt, undefined, { signal });
    // Where not even its name can be read, creating it again does no harm: Command refuses a name that is taken.
    if (await hasMetadataField(field.Name, context)) return;
  }
}
