import { canonicalName } from '@certbridge/certificate';
import { and } from '@certbridge/keyfactor-client';
import type { IssuerCount } from '../fields/field-plan.ts';
import type { KeyfactorPort } from '../run/ports.ts';

const PAGE_SIZE = 1_000;

/** Certificates that are looked at: enough to find a misspelt issuer, few enough for a run that goes nowhere. */
const MOST = 5 * PAGE_SIZE;

/** Counts Command's certificates by issuer, the most frequent first, whatever their state; of very many the first ones. */
export async function countIssuers(
  keyfactor: Pick<KeyfactorPort, 'certificates'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<{ readonly issuers: readonly IssuerCount[]; readonly isCut: boolean }> {
  const rows = keyfactor.certificates.list({
    query: and(),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize: PAGE_SIZE,
    signal,
    // Who reads the inventory tells of these.
    onUnreadableRow: () => undefined,
  });
  const issuers = new Map<string, IssuerCount>();
  let looked = 0;
  let isCut = false;
  for await (const { IssuerDN } of rows) {
    if (looked === MOST) {
      isCut = true;
      break;
    }
    looked += 1;
    const key = canonicalName(IssuerDN ?? '');
    const known = issuers.get(key) ?? { issuerDn: IssuerDN ?? '', certificates: 0 };
    issuers.set(key, { ...known, certificates: known.certificates + 1 });
  }
  return { issuers: [...issuers.values()].sort((a, b) => b.certificates - a.certificates), isCut };
}
