import type { Logger } from '@logtape/logtape';
import type { FieldPlan } from '../fields/field-plan.ts';

/** Logs what the field plan has to say. */
export function logFields({ notes, warnings, leftOut }: FieldPlan, logger: Logger): void {
  for (const note of notes) logger.info('{note}', { note });
  for (const warning of warnings) logger.warn('{warning}', { warning });
  for (const { reason, remedy } of leftOut) {
    logger.warn('{reason}; it is left out. {remedy}', { reason, remedy });
  }
}
