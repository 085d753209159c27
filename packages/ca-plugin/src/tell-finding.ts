import type { Logger } from '@logtape/logtape';
import type { FindingOptions } from './contract/ca-plugin.ts';

/** Hands a finding to a caller who takes it, and tells and logs it; else warns of it. */
export function tellFinding(
  finding: string,
  { logger, onFinding }: Pick<FindingOptions, 'onFinding'> & { readonly logger: Logger },
): void {
  if (onFinding === undefined) logger.warn('{finding}', { finding });
  else onFinding(finding);
}
