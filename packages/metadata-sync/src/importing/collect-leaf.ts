import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import type { ImportContext } from './import-context.ts';
import type { ImportOutcome } from './import-outcome.ts';
import type { MissingCertificate } from './import-summary.ts';

/** The certificate, or why there is none to import. */
export type CollectedLeaf = { readonly x509: X509Certificate } | { readonly outcome: ImportOutcome };

/** Downloads a certificate from SCM, without its chain, and makes sure that it is the one that was listed. */
export async function collectLeaf(
  { sectigoId, serialNumber }: MissingCertificate,
  { sectigo, signal }: ImportContext,
): Promise<CollectedLeaf> {
  const collected = await sectigo.certificates.collect(sectigoId, { format: 'x509CO', signal });
  switch (collected.status) {
    case 'pending':
      return notCollectable('SCM does not give it out yet; a later import tries again');
    case 'revoked':
      return notCollectable('it is revoked, and SCM gives out no revoked certificates');
    case 'failed':
      return failed(`SCM does not give it out: ${collected.reason}`);
    case 'issued': {
      const listed = parseSerialNumber(serialNumber);
      // Some servers send the chain along whatever they are asked for.
      const own = collected.certificates.find(({ x509 }) => parseSerialNumber(x509.serialNumber) === listed);
      return own ?? failed(REPLACED);
    }
  }
}

/** Why a certificate is left to the next run: SCM keeps the id of one that is replaced. */
export const REPLACED =
  'SCM holds a certificate with another serial number under this id by now, so it was not imported; the next import lists it anew';

function notCollectable(reason: string): CollectedLeaf {
  return { outcome: { kind: 'notCollectable', reason } };
}

function failed(reason: string): CollectedLeaf {
  return { outcome: { kind: 'failed', reason } };
}
