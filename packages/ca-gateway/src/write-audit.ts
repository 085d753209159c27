import { getLogger } from '@logtape/logtape';
import { checkText } from './arguments/check-values.ts';
import type { AuditEntry } from './audit-entry.ts';

const logger = getLogger(['certbridge', 'ca-gateway', 'audit']);

/** Writes an audit line to the log. */
export function writeAudit(entry: AuditEntry): void {
  checkText(entry?.caller, 'The caller of the argument of writeAudit');
  const given = Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== undefined && value !== null),
  );
  const where = entry.ca === undefined ? '' : ' at {ca}';
  logger.info(`{caller}: {action}${where}: {result}`, given);
}
