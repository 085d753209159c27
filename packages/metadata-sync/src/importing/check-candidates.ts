import { sameDistinguishedName } from '@certbridge/certificate';
import type { CommandCertificate } from '@certbridge/keyfactor-client';
import type { SslDetails } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import { outcomeOf } from '../run/failures.ts';
import { Progress } from '../run/progress.ts';
import { type ImportContext, type ImportOutcome, recordOutcome } from './import-context.ts';
import type { MissingCertificate } from './import-summary.ts';

/** Asks Command for each candidate by its serial number, and records those that it lacks as missing. */
export async function checkCandidates(
  candidates: readonly MissingCertificate[],
  context: ImportContext,
): Promise<void> {
  const { logger, signal, concurrency, outage } = context;
  const progress = new Progress(logger, { step: 'checked', total: candidates.length });
  const check = async (candidate: MissingCertificate) => {
    recordOutcome(candidate, await lookUp(candidate), context);
    progress.advance();
  };
  await pMap(candidates, check, { concurrency: concurrency.keyfactor });

  async function lookUp(candidate: MissingCertificate): Promise<ImportOutcome> {
    if (signal.aborted) return { kind: 'notProcessed' };
    try {
      const kind = (await isInCommand(candidate, context)) ? 'found' : 'missing';
      outage.succeeded();
      return { kind };
    } catch (error) {
      return outcomeOf(error, context);
    }
  }
}

/**
 * Asks Command for a certificate by its serial number alone: it may have it with another form of the issuer's name,
 * outside the lookup term.
 */
async function isInCommand(
  { serialNumber, sectigoId }: MissingCertificate,
  { sectigo, keyfactor, signal }: ImportContext,
): Promise<boolean> {
  const rows = await keyfactor.certificates.findBySerialNumber(serialNumber, {
    includeMetadata: false,
    signal,
  });
  if (rows.length === 0) return false;
  const details = await sectigo.certificates.get(sectigoId, { signal });
  return rows.some((row) => isSameCertificate(row, details));
}

/** Tells certificates of one serial number apart; where nothing does, they are the same: none must be imported twice. */
function isSameCertificate({ Thumbprint, IssuerDN }: CommandCertificate, { certificateDetails }: SslDetails) {
  const { sha1Hash, issuer } = certificateDetails ?? {};
  const comparable = Boolean(sha1Hash && Thumbprint);
  if (comparable && hexDigits(sha1Hash) === hexDigits(Thumbprint)) return true;
  return issuer && IssuerDN ? sameDistinguishedName(issuer, IssuerDN) : !comparable;
}

function hexDigits(text: string | null | undefined): string | undefined {
  return text?.replace(/[^0-9a-f]/gi, '').toUpperCase();
}
