import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import type { SslDetails } from '@certbridge/sectigo-client';
import { failedOutcome } from '../run/failures.ts';
import type { ImportContext, ImportOutcome } from '../run/import-context.ts';
import type { MissingCertificate } from '../summary/import-summary.ts';
import { isSkipped } from './read-inventory.ts';

/** A certificate that can be imported, with what SCM says of it. */
export interface Importable {
  readonly details: SslDetails;
  readonly x509: X509Certificate;
  /** Its SHA-1 as Command writes it. */
  readonly thumbprint: string;
}

/** How a certificate ended without an import. */
type Unimported = { readonly outcome: ImportOutcome };

/** A certificate to import, or how it ended without. */
export type ReadForImportResult = Importable | Unimported;

/** SCM keeps the id of a certificate that is replaced. */
const REPLACED =
  'SCM holds a certificate with another serial number under this id by now, so it was not imported; the next import lists it anew';

/** Reads what is needed of SCM, and asks Command for the thumbprint as the last thing before the import. */
export async function readForImport(
  missing: MissingCertificate,
  context: ImportContext,
): Promise<ReadForImportResult> {
  const { sectigo, keyfactor, signal } = context;
  const details = await sectigo.certificates.get(missing.sectigoId, { signal });
  if (isSkipped(details, context)) return { outcome: { kind: 'skipped' } };
  const listed = parseSerialNumber(missing.serialNumber);
  const serial = parseSerialNumber(details.serialNumber);
  if (serial !== undefined && serial !== listed) return { outcome: failedOutcome(REPLACED) };
  const collected = await collectLeaf(missing, context);
  if ('outcome' in collected) return collected;
  const { x509 } = collected;
  const thumbprint = x509.fingerprint.replaceAll(':', '');
  const present = await keyfactor.certificates.findByThumbprint(thumbprint, {
    includeMetadata: false,
    signal,
  });
  return present ? { outcome: { kind: 'found' } } : { details, x509, thumbprint };
}

type CollectLeafResult = Pick<Importable, 'x509'> | Unimported;

/** Downloads a certificate from SCM, without its chain, and makes sure that it is the one that was listed. */
async function collectLeaf(
  { sectigoId, serialNumber }: MissingCertificate,
  { sectigo, signal }: ImportContext,
): Promise<CollectLeafResult> {
  const collected = await sectigo.certificates.collect(sectigoId, { format: 'x509CO', signal });
  switch (collected.status) {
    case 'pending':
      return notCollectable('SCM does not give it out yet; a later import tries again');
    case 'revoked':
      return notCollectable('it is revoked, and SCM gives out no revoked certificates');
    case 'failed':
      return { outcome: failedOutcome(`SCM does not give it out: ${collected.reason}`) };
    case 'issued': {
      const listed = parseSerialNumber(serialNumber);
      // Some servers send the chain, too, whatever they are asked for.
      const own = collected.certificates.find(({ x509 }) => parseSerialNumber(x509.serialNumber) === listed);
      return own ?? { outcome: failedOutcome(REPLACED) };
    }
  }
}

function notCollectable(reason: string): Unimported {
  return { outcome: { kind: 'notCollectable', reason } };
}
