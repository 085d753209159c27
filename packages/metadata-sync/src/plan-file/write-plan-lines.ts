import { createHash } from 'node:crypto';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkPlan } from '../arguments/check-plan.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import { renderCertificateLine, renderHeaderLine, renderTrailerLine } from './plan-lines.ts';

/** Options of {@link writePlanLines}. */
export interface WritePlanOptions {
  /** Hashes the values of sensitive fields; from `createSensitiveHash`. */
  readonly hashSensitive: (text: string) => string;
}

const writeOptions = required('option', { hashSensitive: 'function' } satisfies Shape<WritePlanOptions>);

/**
 * Renders a plan as the lines of a file, each with its line end: a header, one line a certificate, and a trailer with
 * their number and the SHA-256 of all lines before it.
 *
 * Values of sensitive fields go through `hashSensitive`; applying the plan takes them from their source.
 *
 * @example
 * const hashSensitive = createSensitiveHash(key);
 * const onPlan = (plan: SyncPlan) => writeFile('plan.jsonl', writePlanLines(plan, { hashSensitive }));
 * await runMetadataSync({ dryRun: true, onPlan, mode, settings, sectigo, keyfactor, runId });
 */
export function writePlanLines(
  plan: SyncPlan,
  options: WritePlanOptions,
): AsyncGenerator<string, void, undefined> {
  checkPlan(plan, 'Argument 1 of writePlanLines');
  const name = 'Argument 2 of writePlanLines';
  checkArgument(options, writeOptions, { of: 'writePlanLines', name });
  return linesOf(plan, options);
}

async function* linesOf(
  plan: SyncPlan,
  { hashSensitive }: WritePlanOptions,
): AsyncGenerator<string, void, undefined> {
  const hash = createHash('sha256');
  const add = (line: string) => {
    hash.update(line, 'utf8');
    return line;
  };
  yield add(renderHeaderLine(plan.header));
  let certificates = 0;
  for await (const certificate of plan.certificates()) {
    certificates += 1;
    yield add(renderCertificateLine(certificate, hashSensitive));
  }
  yield renderTrailerLine({ certificates, sha256: hash.digest('hex') });
}
