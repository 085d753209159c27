import type { X509Certificate } from 'node:crypto';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** Whether a certificate may be one of a client, or of an authority for clients. Without purposes it is for every one. */
export function isForClients({ keyUsage: purposes }: X509Certificate): boolean {
  return purposes === undefined || purposes.includes(clientAuthentication);
}
