import { type CertificateRequest, issueCertificate } from './certificates.ts';
import { createPfx } from './pfx.ts';
import type { ServerTls } from './server-tls.ts';

/** Options for `tls`. */
export interface SandboxTlsOptions {
  /** Certificate of the three API servers. Default: `valid`. */
  serverCertificate?: 'valid' | 'expired' | 'wrong-host' | undefined;
}

/** What a client needs to trust the sandbox and to log in with a certificate. */
export interface SandboxTls {
  /** PEM of the CA that issued the server certificates. */
  ca: string;
  /** Certificate that SCM accepts at `/private`. */
  clientCertificate: { cert: string; key: string; pfx: Uint8Array; passphrase: string };
}

const day = 24 * 60 * 60 * 1000;
const passphrase = 'Sandb0x-pfx-Secret';

/** Generates a CA, a server certificate for 127.0.0.1 and localhost, and a client certificate. Keys are new each time. */
export async function generateTls({
  serverCertificate = 'valid',
}: SandboxTlsOptions): Promise<{ server: ServerTls; tls: SandboxTls }> {
  // Clients check validity by their own clock, so use the real time here.
  const today = Date.now();
  const validity = { notBefore: new Date(today - 30 * day), notAfter: new Date(today + 30 * day) };
  const ca = await issueCertificate({
    commonName: 'Certbridge sandbox CA',
    serial: '01',
    usage: 'ca',
    ...validity,
  });
  const names: Pick<CertificateRequest, 'dnsNames' | 'ipAddresses'> =
    serverCertificate === 'wrong-host'
      ? { dnsNames: ['elsewhere.invalid'] }
      : { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1'] };
  const server = await issueCertificate(
    {
      commonName: serverCertificate === 'wrong-host' ? 'elsewhere.invalid' : 'localhost',
      serial: '02',
      usage: 'server',
      ...validity,
      ...(serverCertificate === 'expired' ? { notAfter: new Date(today - day) } : {}),
      ...names,
    },
    ca,
  );
  const client = await issueCertificate(
    { commonName: 'certbridge-api', serial: '03', usage: 'client', ...validity },
    ca,
  );
  const pfx = await createPfx(client, passphrase);
  return {
    server: { key: server.key, cert: server.cert, clientCa: ca.cert },
    tls: { ca: ca.cert, clientCertificate: { cert: client.cert, key: client.key, pfx, passphrase } },
  };
}
