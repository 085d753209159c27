import { createHash, X509Certificate } from 'node:crypto';
import type {
  CaHost,
  CaProfile,
  CertificateIndex,
  CertificateSort,
  HostedCa,
  IssuedCertificate,
  OrderOutcome,
  OrderRequest,
  RevocationOutcome,
  SortKey,
  StoredCertificateQuery,
  TimeSpan,
} from '@certbridge/ca-host';
import { fromNodeName, parseSerialNumber } from '@certbridge/certificate';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { LeafContent, TestPki } from './test-pki.ts';

/** A CA of a host in memory. */
export interface MemoryCa {
  readonly name: string;
  readonly pki: TestPki;
  readonly profiles: readonly CaProfile[];
}

/** A host of CAs in memory, which a test can look into and decide for. */
export interface MemoryHost extends CaHost {
  /** What was ordered, in order. */
  readonly ordered: readonly (OrderRequest & {
    readonly ca: string;
    readonly waitMs: number;
    readonly responseMs?: number | undefined;
  })[];
  /** What was revoked, in order. */
  readonly revoked: readonly {
    readonly ca: string;
    readonly serialNumber: string;
    readonly reason: number;
  }[];
  /** Adds a certificate that came another way. */
  readonly add: (
    ca: string,
    content: LeafContent,
    facts?: Partial<IssuedCertificate>,
  ) => Promise<IssuedCertificate>;
  /** Changes what is known of a certificate. */
  readonly change: (sha256: string, facts: Partial<IssuedCertificate>) => void;
  readonly remove: (sha256: string) => void;
  /** Decides orders and revocations from now on; undefined is done. */
  readonly decide: (decisions: Decisions) => void;
}

/** What a test decides in place of the authority. */
export interface Decisions {
  readonly order?: (
    request: OrderRequest,
    signal: AbortSignal | undefined,
  ) => Promise<OrderOutcome | undefined>;
  readonly revoke?: (
    reason: number,
    signal: AbortSignal | undefined,
  ) => Promise<RevocationOutcome | undefined>;
  readonly chain?: (signal: AbortSignal | undefined) => Promise<readonly Uint8Array[]>;
  readonly profiles?: () => Promise<readonly CaProfile[]>;
  readonly isReady?: (ca: string) => boolean;
}

/** Creates a host in memory. It issues what is ordered at once, and returns the same certificate for the same order. */
export function createMemoryHost(cas: readonly MemoryCa[]): MemoryHost {
  const stored = new Map<string, IssuedCertificate>();
  const issued = new Map<string, IssuedCertificate>();
  const ordered: MemoryHost['ordered'][number][] = [];
  const revoked: MemoryHost['revoked'][number][] = [];
  let decisions: Decisions = {};
  let count = 0;

  const keep = (ca: string, der: Uint8Array, facts: Partial<IssuedCertificate> = {}) => {
    const certificate = { ...readFacts(ca, der), requestId: String(1000 + count), ...facts };
    count += 1;
    stored.set(certificate.sha256, certificate);
    return certificate;
  };

  const host = (ca: MemoryCa): HostedCa => ({
    name: ca.name,
    async order(request, { waitMs, responseMs, signal }) {
      ordered.push({ ...request, ca: ca.name, waitMs, responseMs });
      const decided = await decisions.order?.(request, signal);
      if (decided !== undefined) return decided;
      const profile = ca.profiles.find(({ name }) => name === request.profile);
      if (profile === undefined) {
        return { state: 'invalid', problem: 'profile', reason: 'The certificate profile does not exist.' };
      }
      const csr = readCertificateRequest(request.csr);
      if ('problem' in csr) return { state: 'invalid', problem: 'csr', reason: 'The CSR is damaged.' };
      const identity = JSON.stringify([ca.name, request.profile, request.userName, csr.fingerprint]);
      const before = issued.get(identity);
      if (before !== undefined) return { state: 'issued', certificate: before, isRepeated: true };
      const subject = csr.subject
        .flat()
        .map(({ type, value }) => `${type}=${value}`)
        .join(',');
      const dnsNames = (csr.alternativeNames ?? []).map(({ value }) => value);
      const der = await ca.pki.issue({ subject, dnsNames, publicKeyInfo: csr.publicKeyInfo });
      const certificate = keep(ca.name, der, {
        productId: profile.productId,
        productName: profile.name,
        userName: request.userName,
        csr: csr.pem,
      });
      issued.set(identity, certificate);
      return { state: 'issued', certificate, isRepeated: false };
    },
    async revoke(certificate, { reason, signal }) {
      if (certificate.revocation !== null) return { state: 'already-revoked', certificate };
      revoked.push({ ca: ca.name, serialNumber: certificate.serialNumber, reason });
      const decided = await decisions.revoke?.(reason, signal);
      if (decided !== undefined) return decided;
      const at = new Date();
      const changed = { ...certificate, revocation: { at, reason }, changedAt: at };
      stored.set(certificate.sha256, changed);
      return { state: 'revoked', certificate: changed };
    },
    profiles: async () => decisions.profiles?.() ?? ca.profiles,
    chainOf: async (issuer, { signal } = {}) =>
      decisions.chain?.(signal) ?? (issuer === ca.pki.issuer && stored.size > 0 ? ca.pki.chain : []),
    isReady: () => decisions.isReady?.(ca.name) ?? true,
    state: () => ({
      lastFullScan: null,
      lastScan: null,
      orders: { issued: 0, waiting: 0, rejected: 0, invalid: 0, unavailable: 0 },
      waiting: 0,
      calls: { sent: 0, failed: 0 },
      isLoginRefused: false,
    }),
  });

  return {
    cas: cas.map(host),
    certificates: createIndex(cas, () => [...stored.values()]),
    ordered,
    revoked,
    add: async (ca, content, facts) => {
      const { pki } = cas.find(({ name }) => name === ca) ?? {};
      if (pki === undefined) throw new Error(`There is no CA ${ca}.`);
      return keep(ca, await pki.issue(content), facts);
    },
    change: (sha256, facts) => {
      const certificate = stored.get(sha256);
      if (certificate !== undefined) stored.set(sha256, { ...certificate, ...facts });
    },
    remove: (sha256) => {
      stored.delete(sha256);
    },
    decide: (next) => {
      decisions = next;
    },
  };
}

function createIndex(cas: readonly MemoryCa[], all: () => readonly IssuedCertificate[]): CertificateIndex {
  const search = (query: StoredCertificateQuery) =>
    all().filter((certificate) => matches(certificate, query));
  return {
    async search(query, { sort, start, limit }) {
      const rows = search(query)
        .map((certificate) => ({ certificate, key: sortKey(certificate, sort) }))
        .sort((a, b) => compare(a.key, b.key, sort));
      const rest =
        'offset' in start
          ? rows.slice(start.offset)
          : rows.filter(({ key }) => compare(key, start.behind, sort) > 0);
      const page = rest.slice(0, limit);
      return { certificates: page.map(({ certificate }) => certificate), end: page.at(-1)?.key };
    },
    count: async (query) => search(query).length,
    find: (serialNumber, issuers, { ca } = {}) =>
      all().find(
        (each) =>
          each.serialNumber === parseSerialNumber(serialNumber) &&
          issuers.includes(each.issuer) &&
          (ca === undefined || ca === each.ca),
      ),
    issuersOf: (ca) => [
      ...new Set(
        all()
          .filter((each) => each.ca === ca)
          .toSorted((a, b) => b.notBefore.getTime() - a.notBefore.getTime())
          .map(({ issuer }) => issuer),
      ),
    ],
    productsOf: (ca) => cas.find(({ name }) => name === ca)?.profiles ?? [],
  };
}

function matches(certificate: IssuedCertificate, query: StoredCertificateQuery): boolean {
  const { revocation, productName } = certificate;
  const isWithin = (query.within ?? [{ ca: certificate.ca, productNames: undefined }]).some(
    ({ ca, productNames }) =>
      ca === certificate.ca && (productNames === undefined || productNames.includes(productName ?? '')),
  );
  return (
    isWithin &&
    (query.cas?.includes(certificate.ca) ?? true) &&
    (query.productNames?.includes(productName ?? '') ?? true) &&
    (query.statuses?.some((status) => hasStatus(certificate, status)) ?? true) &&
    isIn(query.issued, certificate.notBefore) &&
    isIn(query.expires, certificate.notAfter) &&
    isIn(query.revoked, revocation?.at) &&
    isIn(query.changed, certificate.changedAt) &&
    hasText(certificate, query.text)
  );
}

function hasStatus(
  { revocation }: IssuedCertificate,
  status: NonNullable<StoredCertificateQuery['statuses']>[number],
): boolean {
  if (status === 'active') return revocation === null;
  return revocation !== null && (status === 'revoked' || revocation.reason === status.revokedFor);
}

function isIn(span: TimeSpan | undefined, date: Date | undefined): boolean {
  if (span === undefined) return true;
  if (date === undefined) return false;
  return (span.after === undefined || date > span.after) && (span.before === undefined || date < span.before);
}

function hasText(certificate: IssuedCertificate, text: StoredCertificateQuery['text']): boolean {
  if (text === undefined) return true;
  const fields = [certificate.subject, certificate.userName ?? '', certificate.alternativeNameText];
  if (parseSerialNumber(text.value) === certificate.serialNumber) return true;
  if (text.match === 'whole') return fields.includes(text.value);
  const parts = text.value.toLowerCase().split('%');
  return fields.some((field) => parts.every((part) => field.toLowerCase().includes(part)));
}

function sortKey(certificate: IssuedCertificate, { by }: CertificateSort): SortKey {
  const values: Readonly<Record<CertificateSort['by'], string | number | null>> = {
    'user-name': certificate.userName,
    issuer: certificate.issuer,
    subject: certificate.subject,
    product: certificate.productName,
    status: certificate.revocation === null ? 20 : 40,
    changed: certificate.changedAt.getTime(),
    issued: certificate.notBefore.getTime(),
    expires: certificate.notAfter.getTime(),
    revoked: certificate.revocation?.at.getTime() ?? null,
  };
  return [values[by], certificate.sha256];
}

function compare(a: SortKey, b: SortKey, { descending }: CertificateSort): number {
  const [first, second] = descending ? [b, a] : [a, b];
  return order(first[0], second[0]) || order(a[1], b[1]);
}

function order(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

function readFacts(ca: string, der: Uint8Array): IssuedCertificate {
  const certificate = new X509Certificate(der);
  return {
    ca,
    requestId: '',
    der,
    sha1: sha('sha1', der),
    sha256: sha('sha256', der),
    serialNumber: parseSerialNumber(certificate.serialNumber) ?? '',
    subject: fromNodeName(certificate.subject),
    issuer: fromNodeName(certificate.issuer),
    subjectAlternativeNames: (certificate.subjectAltName?.split(', ') ?? []).map((name) =>
      name.replace('DNS:', 'dns='),
    ),
    alternativeNameText: certificate.subjectAltName?.replaceAll('DNS:', 'dNSName=') ?? '',
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    productId: null,
    productName: null,
    userName: null,
    csr: null,
    revocation: null,
    changedAt: new Date(),
  };
}

function sha(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
