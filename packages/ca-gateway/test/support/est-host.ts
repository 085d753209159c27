import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type {
  CaHost,
  CertificateIndex,
  HostedCa,
  IssuedCertificate,
  OrderOutcome,
  OrderRequest,
} from '@certbridge/ca-host';
import { parseSerialNumber } from '@certbridge/certificate';
import { readCertificateRequest } from '@certbridge/certificate/request';
import { caError } from './ca-error.ts';
import { run } from './run-program.ts';

/** What a test has the authority do with the next orders; the last one stays. */
export type Issuance = 'issue' | 'wait' | 'reject' | 'unavailable' | 'fail';

/** A host of one CA that signs requests by openssl, with what a test needs to know of it. */
export interface EstHost extends CaHost {
  readonly orders: readonly OrderRequest[];
  issuances: Issuance[];
  /** What the authority makes of subjects, as openssl has it; that of the request where it is left out. */
  subject?: string | undefined;
  isCsrKept: boolean;
  /** Whether what is ordered next counts as ordered through the gateway. */
  isOurs: boolean;
  revoke: (serialNumber: string) => void;
  /** Issuers of certificates beside the one that signs, whose chains can't be read. */
  unreadable: string[];
  /** What SCM can't be asked for. */
  down: ('chains' | 'profiles')[];
}

/** What signs: files of an authority, which has the openssl settings for extensions in `folder`. */
export async function createEstHost({
  folder,
  certificateFile,
  keyFile,
  profiles = ['DV SSL', 'Code'],
}: {
  folder: string;
  certificateFile: string;
  keyFile: string;
  profiles?: readonly string[];
}): Promise<EstHost> {
  const authority = new X509Certificate(await readFile(certificateFile));
  const stored = new Map<string, IssuedCertificate>();
  const orders: OrderRequest[] = [];
  const host: Pick<EstHost, 'issuances' | 'subject' | 'isCsrKept' | 'isOurs' | 'unreadable' | 'down'> = {
    issuances: ['issue'],
    isCsrKept: true,
    isOurs: true,
    unreadable: [],
    down: [],
  };
  const issuer = authority.subject.split('\n').reverse().join(',');
  const issue = async ({ csr, profile, userName }: OrderRequest): Promise<IssuedCertificate> => {
    const request = readCertificateRequest(csr);
    if ('problem' in request) throw new Error('the gateway has passed on what is no request');
    const pem = await run(
      'openssl',
      [
        ...['x509', '-req', '-CA', certificateFile, '-CAkey', keyFile, '-days', '20'],
        ...['-copy_extensions', 'copy'],
        ...(host.subject === undefined ? [] : ['-subj', host.subject]),
      ],
      { input: request.pem, cwd: folder },
    );
    const certificate = new X509Certificate(pem);
    return {
      ca: 'SCM',
      requestId: String(stored.size + 1),
      der: new Uint8Array(certificate.raw),
      sha1: '',
      sha256: createHash('sha256').update(certificate.raw).digest('hex'),
      serialNumber: parseSerialNumber(certificate.serialNumber) ?? '',
      subject: certificate.subject.split('\n').reverse().join(','),
      issuer,
      subjectAlternativeNames: [],
      alternativeNameText: '',
      notBefore: certificate.validFromDate,
      notAfter: certificate.validToDate,
      productId: '1',
      productName: profile,
      userName: host.isOurs ? userName : null,
      csr: host.isCsrKept ? request.pem : null,
      revocation: null,
      changedAt: new Date(),
    };
  };
  const order = async (request: OrderRequest): Promise<OrderOutcome> => {
    orders.push(request);
    const next = host.issuances.length > 1 ? host.issuances.shift() : host.issuances[0];
    switch (next) {
      case 'wait':
        return { state: 'waiting', requestId: '7', reason: 'It waits for approval.' };
      case 'reject':
        return { state: 'rejected', requestId: '7', reason: 'It was declined.' };
      case 'unavailable':
        return { state: 'unavailable', reason: 'SCM does not respond.', maybeOrdered: true };
      case 'fail':
        throw new Error('a bug');
      default: {
        const certificate = await issue(request);
        stored.set(certificate.serialNumber, certificate);
        return { state: 'issued', certificate, isRepeated: false };
      }
    }
  };
  const ca: Partial<HostedCa> = {
    name: 'SCM',
    order,
    profiles: async () => {
      if (host.down.includes('profiles')) throw caError('The login is refused.');
      return profiles.map((name, index) => ({
        id: index + 1,
        name,
        productId: String(index),
        keys: { rsa: [2048], ec: ['P-256'] },
      }));
    },
    chainOf: async (of) => {
      if (of !== issuer || host.down.includes('chains')) throw caError('The login is refused.');
      return [new Uint8Array(authority.raw)];
    },
  };
  const certificates: Partial<CertificateIndex> = {
    find: (serialNumber) => stored.get(parseSerialNumber(serialNumber) ?? ''),
    issuersOf: () => [...host.unreadable, issuer],
    search: async () => ({ certificates: [...stored.values()].slice(0, 1), end: undefined }),
  };
  return Object.assign(host, {
    cas: [ca as HostedCa],
    certificates: certificates as CertificateIndex,
    orders,
    revoke: (text: string) => {
      const serialNumber = parseSerialNumber(text) ?? '';
      const found = stored.get(serialNumber);
      if (found !== undefined)
        stored.set(serialNumber, { ...found, revocation: { at: new Date(), reason: 1 } });
    },
  });
}
