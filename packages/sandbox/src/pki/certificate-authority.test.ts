import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority, type LeafFacts } from './certificate-authority.ts';
import { readCertificate } from './read-certificate.ts';

const now = new Date('2026-03-15T00:00:00Z');
const authority = new CertificateAuthority(now);

const facts = (change: Partial<LeafFacts> = {}): LeafFacts => ({
  serial: '0A3F5C7792B1E04D8C6F10A9B2C3D4E5',
  issuerDn: 'CN=Issuing CA,O=Corp,C=DE',
  subjectDn: 'CN=www.corp.example,O=Corp,C=DE',
  names: ['www.corp.example', '10.0.0.1'],
  notBefore: now.getTime(),
  notAfter: now.getTime() + 86_400_000,
  publicKey: null,
  ...change,
});

describe('a certificate', () => {
  it('says what the facts say, and is signed by its chain', async () => {
    const { der, chain } = await authority.issue(facts(), 'EC');
    const { serial, issuerDn, subjectDn, names, notBefore, notAfter } = facts();
    expect(readCertificate(der)).toMatchObject({ serial, issuerDn, subjectDn, names, notBefore, notAfter });
    const [leaf, issuer, root] = [der, ...chain].map((one) => new X509Certificate(one));
    expect(issuer && root && leaf?.verify(issuer.publicKey) && issuer.verify(root.publicKey)).toBe(true);
    expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('is the same for equal facts, at the same time too, until it is forgotten', async () => {
    const other = new CertificateAuthority(now);
    expect(other.find(facts())).toBeUndefined();
    const [first, second] = await Promise.all([other.issue(facts(), 'EC'), other.issue(facts(), 'EC')]);
    expect(first).toBe(second);
    expect(other.find(facts())).toBe(first);
    expect(await other.issue(facts({ names: [] }), 'EC')).not.toBe(first);
    other.forget();
    expect(other.find(facts())).toBeUndefined();
  });

  it('carries every serial number as a positive one in its shortest form', async () => {
    const serial = fc.stringMatching(/^(0{0,8}[0-9A-F]{24})$/).map((text) => text.padStart(32, '0'));
    await fc.assert(
      fc.asyncProperty(serial, async (text) => {
        fc.pre(!/^0+$/.test(text));
        const { der } = await authority.issue(facts({ serial: text }), 'EC');
        expect(new X509Certificate(der).serialNumber.padStart(32, '0')).toBe(text);
      }),
      { numRuns: 25, examples: [[`80${'0'.repeat(30)}`], [`7F${'F'.repeat(30)}`], [`${'0'.repeat(31)}1`]] },
    );
  });

  it('is known by its serial number and found by its SHA-1, until it is forgotten', async () => {
    const other = new CertificateAuthority(now);
    const { serial } = facts();
    expect(other.knows(serial)).toBe(false);
    const { sha1 } = await other.issue(facts(), 'EC');
    expect(other.knows(serial)).toBe(true);
    expect(other.serialOf(sha1)).toBe(serial);
    other.forget();
    expect(other.knows(serial)).toBe(false);
    expect(other.serialOf(sha1)).toBeUndefined();
  });

  it.each([1, 10, 100, 4000])('can have %i names', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `name-${index}.corp.example`);
    const { der } = await authority.issue(facts({ names }), 'EC');
    expect(new X509Certificate(der).subjectAltName?.split(', ')).toHaveLength(count);
    expect(readCertificate(der)?.names).toEqual(names);
  });

  it('can end after 2049', async () => {
    const notAfter = Date.UTC(2051, 0, 1);
    const { der } = await authority.issue(facts({ notAfter }), 'EC');
    expect(new X509Certificate(der).validToDate.getTime()).toBe(notAfter);
  });
});

it('signs with RSA when asked', async () => {
  const { chain, caKey } = await authority.issue(facts({ subjectDn: 'CN=rsa' }), 'RSA');
  expect(caKey).toBe('RSA');
  expect(chain.map((der) => new X509Certificate(der).publicKey.asymmetricKeyType)).toEqual(['rsa', 'rsa']);
});

it('reads nothing but certificates', () => {
  for (const bytes of [[], [0x30], [0x30, 0x00], [1, 2, 3]])
    expect(readCertificate(Uint8Array.from(bytes))).toBeUndefined();
});
