import { padToBytes, parseNamePart, parseSerialNumber, sameDistinguishedName } from '@certbridge/certificate';
import type { CommandCertificate } from '@certbridge/keyfactor-client';
import type { SslDetails } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import { outcomeOf } from '../run/failures.ts';
import { type ImportContext, type ImportOutcome, recordOutcome } from '../run/import-context.ts';
import { Progress } from '../run/progress.ts';
import type { MissingCertificate } from '../summary/import-summary.ts';
import { issuerQuery, readSectigo } from './read-inventory.ts';

/**
 * Finds what SCM has in scope and Command lacks, and records it. Returns how many certificates Command has of the issuer.
 *
 * Command is read with its revoked and expired certificates and whenever they were imported, so that nothing is called
 * missing that a sync merely filters out. Only its serial numbers are held, and of SCM's rows those that stay.
 */
export async function findMissing(context: ImportContext, sslTypeIds: readonly number[]): Promise<number> {
  const { logger, concurrency } = context;
  const known = await readSerialNumbers(context);
  const candidates = await listCandidates(known, sslTypeIds, context);
  const progress = new Progress(logger, { step: 'checked', total: candidates.length });
  const check = async (candidate: MissingCertificate) => {
    recordOutcome(candidate, await lookUp(candidate, context), context);
    progress.advance();
  };
  await pMap(candidates, check, { concurrency: concurrency.keyfactor });
  return known.size;
}

/** Lists the certificates in scope whose serial number Command has with no issuer of the lookup term. */
async function listCandidates(
  known: ReadonlySet<string>,
  sslTypeIds: readonly number[],
  context: ImportContext,
): Promise<readonly MissingCertificate[]> {
  const { certificates } = context;
  const lacking = new Map<number, MissingCertificate>();
  await readSectigo(context, sslTypeIds, ({ sslId, serialNumber, commonName }) => {
    const serial = parseSerialNumber(serialNumber);
    if (serial === undefined) {
      certificates.pending += 1;
      return;
    }
    certificates.listed += 1;
    if (known.has(serial)) return;
    lacking.set(sslId, {
      serialNumber: padToBytes(serial),
      sectigoId: sslId,
      commonName: commonName ?? null,
    });
  });
  return [...lacking.values()].sort((a, b) => a.sectigoId - b.sectigoId);
}

async function readSerialNumbers({
  settings,
  keyfactor,
  signal,
  warn,
}: ImportContext): Promise<ReadonlySet<string>> {
  const { issuerLookupTerm, pageSize } = settings.keyfactor;
  const issuer = parseNamePart(issuerLookupTerm);
  const rows = keyfactor.certificates.list({
    query: issuerQuery(issuer),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize,
    signal,
    // It is looked up on its own later.
    onUnreadableRow: (problem) => warn(problem, { isFinding: true }),
  });
  const known = new Set<string>();
  for await (const { SerialNumber, IssuerDN } of rows) {
    if (!issuer.isIn(IssuerDN ?? '')) continue;
    const serial = parseSerialNumber(SerialNumber);
    if (serial !== undefined) known.add(serial);
  }
  return known;
}

async function lookUp(candidate: MissingCertificate, context: ImportContext): Promise<ImportOutcome> {
  if (context.signal.aborted) return { kind: 'notProcessed' };
  try {
    const kind = (await isInCommand(candidate, context)) ? 'found' : 'missing';
    context.outage.succeeded();
    return { kind };
  } catch (error) {
    return outcomeOf(error, context);
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

/** Returns whether two certificates of one serial number are the same. They count as such if nothing distinguishes them: none must be imported twice. */
function isSameCertificate({ Thumbprint, IssuerDN }: CommandCertificate, { certificateDetails }: SslDetails) {
  const { sha1Hash, issuer } = certificateDetails ?? {};
  const comparable = Boolean(sha1Hash && Thumbprint);
  if (comparable && hexDigits(sha1Hash) === hexDigits(Thumbprint)) return true;
  return issuer && IssuerDN ? sameDistinguishedName(issuer, IssuerDN) : !comparable;
}

function hexDigits(text: string | null | undefined): string | undefined {
  return text?.replace(/[^0-9a-f]/gi, '').toUpperCase();
}
