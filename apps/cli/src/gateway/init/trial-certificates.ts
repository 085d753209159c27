import { hostname } from 'node:os';
import { issueCertificate, type OwnCertificate } from '@certbridge/certificate/request';

/** The certificates of a trial. */
export interface TrialCertificates {
  readonly authority: OwnCertificate;
  readonly server: OwnCertificate;
  readonly client: OwnCertificate;
}

/** Names in the certificates of a trial. */
export const trialNames = { authority: 'Certbridge trial CA', client: 'certbridge-trial-client' } as const;

const day = 24 * 60 * 60 * 1000;

/** Makes an authority, and a certificate each for the gateway and a client. */
export async function makeTrialCertificates(now: Date): Promise<TrialCertificates> {
  // Clocks differ.
  const notBefore = new Date(now.getTime() - day);
  const until = (days: number) => ({ notBefore, notAfter: new Date(now.getTime() + days * day) });
  const authority = await issueCertificate({ commonName: trialNames.authority, usage: 'ca', ...until(3650) });
  const names = [...new Set(['localhost', '127.0.0.1', hostname().toLowerCase()])];
  const [server, client] = await Promise.all([
    issueCertificate({ commonName: 'Certbridge gateway', usage: 'server', names, ...until(820) }, authority),
    issueCertificate({ commonName: trialNames.client, usage: 'client', ...until(820) }, authority),
  ]);
  return { authority, server, client };
}
