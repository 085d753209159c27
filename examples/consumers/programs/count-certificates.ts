import type { SectigoClient } from '@certbridge/sectigo-client';

/** Reads every page of the list of issued certificates, and counts the rows and their different ids. */
export async function countCertificates(
  scm: SectigoClient,
): Promise<{ readonly rows: number; readonly ids: number }> {
  const ids = new Set<number>();
  let rows = 0;
  for await (const { sslId } of scm.certificates.list({ status: 'Issued' })) {
    rows += 1;
    ids.add(sslId);
  }
  return { rows, ids: ids.size };
}
