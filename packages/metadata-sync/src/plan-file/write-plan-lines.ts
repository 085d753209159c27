import { createHash } from 'node:crypto';
import type { SyncPlan } from '../planning/sync-plan.ts';
import { renderCertificateLine, renderHeaderLine, renderTrailerLine } from './plan-lines.ts';

/**
 * Renders a plan as the lines of a file, each with its line end: a header, one line a certificate, and a trailer with
 * their number and the SHA-256 of all lines before it.
 *
 * Values of sensitive fields go through `hashSensitive`; applying the plan takes them from their source.
 */
export async function* writePlanLines(
  plan: SyncPlan,
  { hashSensitive }: { readonly hashSensitive: (text: string) => string },
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
