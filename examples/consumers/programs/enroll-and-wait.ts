import type { SectigoClient } from '@certbridge/sectigo-client';

/** Orders a certificate for a CSR and returns it with its chain in PEM, leaf first. */
export async function enrollAndWait(scm: SectigoClient, csr: string): Promise<readonly string[]> {
  const { sslId } = await scm.certificates.enroll({
    csr,
    orgId: 203,
    certType: 1002,
    term: 90,
    customFields: { 'Cost Center': 'CC-1' },
  });
  const result = await scm.certificates.waitForCertificate(sslId, { firstDelayMs: 50 });
  if (result.status !== 'issued') throw new Error(`The certificate ${sslId} is ${result.status}.`);
  return result.certificates.map(({ pem }) => pem);
}
