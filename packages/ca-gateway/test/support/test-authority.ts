import { issueCertificate, type OwnCertificate } from '@certbridge/certificate/request';

const day = 24 * 60 * 60 * 1000;

/** Certificates for a test. */
export interface TestAuthority extends OwnCertificate {
  readonly server: (names?: readonly string[]) => Promise<OwnCertificate>;
  readonly client: (
    commonName: string,
    options?: { readonly isExpired?: boolean },
  ) => Promise<OwnCertificate>;
}

/** Makes an authority. */
export async function createTestAuthority(commonName: string): Promise<TestAuthority> {
  const now = Date.now();
  const time = { notBefore: new Date(now - 30 * day), notAfter: new Date(now + 30 * day) };
  const authority = await issueCertificate({ commonName, usage: 'ca', ...time });
  return {
    ...authority,
    server: (names = ['localhost', '127.0.0.1']) =>
      issueCertificate({ commonName: 'gateway', usage: 'server', names, ...time }, authority),
    client: (name, { isExpired = false } = {}) => {
      const notAfter = isExpired ? new Date(now - day) : time.notAfter;
      return issueCertificate({ commonName: name, usage: 'client', ...time, notAfter }, authority);
    },
  };
}
