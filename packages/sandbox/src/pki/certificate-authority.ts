import { hash, type KeyObject } from 'node:crypto';
import { type BuiltCertificate, buildCertificate } from './build-certificate.ts';
import { encodePublicKey, generateKeyPair, type KeyFacts, throwAwayKey } from './key-facts.ts';

/** The contents of an end-entity certificate. Requests with equal facts get the same certificate. */
export interface LeafFacts {
  /** 32 upper-case hexadecimal digits. */
  serial: string;
  issuerDn: string;
  subjectDn: string;
  /** DNS names and IPv4 addresses. */
  names: readonly string[];
  /** Milliseconds since 1970, like `notAfter`. */
  notBefore: number;
  notAfter: number;
  /** SubjectPublicKeyInfo in base64; null for a throw-away key. */
  publicKey: string | null;
}

/** A real certificate with its chain. Hashes are upper-case hexadecimal. */
export interface IssuedLeaf {
  der: Uint8Array<ArrayBuffer>;
  /** Issuing CA, then root. */
  chain: readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  sha1: string;
  md5: string;
  sha256: string;
  /** Algorithm of the issuer's key. */
  caKey: CaKeyAlgorithm;
}

/** Algorithm of the CA's own keys. */
export type CaKeyAlgorithm = KeyFacts['algorithm'];

interface Authority {
  certificate: BuiltCertificate;
  privateKey: KeyObject;
}

const rootDn = 'CN=Certbridge Sandbox Root CA,O=Certbridge Sandbox,C=DE';
const year = 365.25 * 24 * 60 * 60 * 1000;

/**
 * Issues real certificates from one root and an issuing CA for each issuer DN.
 *
 * Keys and certificates are created when first requested, and cached.
 */
export class CertificateAuthority {
  readonly #authorities = new Map<string, Promise<Authority>>();
  readonly #orders = new Map<string, Promise<IssuedLeaf>>();
  readonly #issued = new Map<string, Map<string, IssuedLeaf>>();
  readonly #serials = new Map<string, string>();
  readonly #now: number;
  #throwAwayKey: Promise<Uint8Array> | undefined;

  /** CA certificates are valid 15 years before and after `now`. */
  constructor(now: Date) {
    this.#now = now.getTime();
  }

  /** Returns the certificate with these facts if it has been issued. */
  find(facts: LeafFacts): IssuedLeaf | undefined {
    return this.#issued.get(facts.serial)?.get(JSON.stringify(facts));
  }

  /** Checks whether any certificate with this serial number has been issued, a shortcut that needs no facts. */
  knows(serial: string): boolean {
    return this.#issued.has(serial);
  }

  /** Finds the serial number of an issued certificate by its SHA-1. */
  serialOf(sha1: string): string | undefined {
    return this.#serials.get(sha1);
  }

  /** Issues the certificate with these facts, or returns the one already issued. */
  issue(facts: LeafFacts, caKey: CaKeyAlgorithm): Promise<IssuedLeaf> {
    const key = JSON.stringify(facts);
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = this.#issue(facts, caKey).then((leaf) => {
        const leaves = this.#issued.get(facts.serial) ?? new Map<string, IssuedLeaf>();
        this.#issued.set(facts.serial, leaves.set(key, leaf));
        this.#serials.set(leaf.sha1, facts.serial);
        return leaf;
      });
      this.#orders.set(key, order);
    }
    return order;
  }

  /** Forgets issued certificates; the CA's own keys and certificates are kept. */
  forget(): void {
    this.#orders.clear();
    this.#issued.clear();
    this.#serials.clear();
  }

  /** Returns the root certificate in DER. */
  async root(caKey: CaKeyAlgorithm): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#authority(rootDn, caKey)).certificate.der;
  }

  async #issue(facts: LeafFacts, caKey: CaKeyAlgorithm): Promise<IssuedLeaf> {
    const issuer = await this.#authority(facts.issuerDn, caKey);
    const isAddress = (name: string): boolean => /^\d+(\.\d+){3}$/.test(name);
    const { der } = buildCertificate(
      {
        subjectDn: facts.subjectDn,
        serial: facts.serial,
        notBefore: new Date(facts.notBefore),
        notAfter: new Date(facts.notAfter),
        publicKey: await this.#publicKey(facts.publicKey),
        usage: 'server',
        dnsNames: facts.names.filter((name) => !isAddress(name)),
        ipAddresses: facts.names.filter(isAddress),
      },
      issuer,
    );
    const digest = (algorithm: string): string => hash(algorithm, der).toUpperCase();
    return {
      der,
      chain: [issuer.certificate.der, await this.root(caKey)],
      sha1: digest('sha1'),
      md5: digest('md5'),
      sha256: digest('sha256'),
      caKey,
    };
  }

  // One throw-away key is enough: nobody has its private key, and generating one per certificate takes longer than the rest.
  #publicKey(base64: string | null): Promise<Uint8Array> | Uint8Array {
    if (base64 !== null) return Buffer.from(base64, 'base64');
    this.#throwAwayKey ??= generatePublicKey();
    return this.#throwAwayKey;
  }

  #authority(dn: string, caKey: CaKeyAlgorithm): Promise<Authority> {
    const key = `${caKey} ${dn}`;
    let authority = this.#authorities.get(key);
    if (authority === undefined) {
      authority = this.#createAuthority(dn, caKey);
      this.#authorities.set(key, authority);
    }
    return authority;
  }

  async #createAuthority(dn: string, caKey: CaKeyAlgorithm): Promise<Authority> {
    const facts: KeyFacts = caKey === 'EC' ? throwAwayKey : { algorithm: 'RSA', size: 2048, param: '2048' };
    const keys = await generateKeyPair(facts);
    const issuer = dn === rootDn ? undefined : await this.#authority(rootDn, caKey);
    const certificate = buildCertificate(
      {
        subjectDn: dn,
        serial: hash('sha256', `${caKey} ${dn}`).slice(0, 32),
        notBefore: new Date(this.#now - 15 * year),
        notAfter: new Date(this.#now + 15 * year),
        publicKey: encodePublicKey(keys.publicKey),
        usage: 'ca',
      },
      issuer ?? { privateKey: keys.privateKey },
    );
    return { certificate, privateKey: keys.privateKey };
  }
}

async function generatePublicKey(): Promise<Uint8Array> {
  const keys = await generateKeyPair(throwAwayKey);
  return encodePublicKey(keys.publicKey);
}
