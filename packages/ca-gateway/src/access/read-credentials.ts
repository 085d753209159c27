import type { X509Certificate } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import type { CertificateIndex } from '@certbridge/ca-host';
import { checkArgument, optional, type Shape } from '@certbridge/rest-client';
import { auth } from 'hono/utils/basic-auth';
import { checkPeer } from '../arguments/check-peer.ts';
import type { AccessSettings, AccessSettingsInput } from './access-settings.ts';
import { certificateIdentity } from './certificate-identity.ts';
import { certificateLabel } from './certificate-label.ts';
import { certificateProblem } from './certificate-problem.ts';
import { createAuthorityReader, timeProblem } from './client-authorities.ts';
import type { Credentials } from './credentials.ts';
import { createCallerFinder } from './find-caller.ts';
import { findStoredCertificate } from './find-stored-certificate.ts';
import { isChainOf } from './is-issued-by.ts';
import { labelCertificates } from './label-certificates.ts';
import type { Peer } from './peer.ts';
import { readProxyHeader } from './read-proxy-header.ts';
import type { ReceivedRequest } from './received-request.ts';
import { createTokenVerifier } from './verify-token.ts';

/** What credentials are judged by. */
export interface CredentialSources {
  readonly settings: AccessSettingsInput;
  /**
   * PEM texts of the authorities that vouch for clients; asked for at each use, since files change. Each text holds certificates and nothing else: one that
   * can't be read is refused at first; later it vouches for no client, and the log says so where a client is refused. The same goes for anything but a list of texts, such as a promise.
   */
  readonly clientAuthorities: () => readonly string[];
  /** Where a client certificate may be found that is one of ours, and revoked. */
  readonly certificates: Pick<CertificateIndex, 'find'>;
}

/** Reads the credentials of a request: a client certificate if there is one, else a bearer token, else a password where those count. */
export type ReadCredentials = (
  received: ReceivedRequest,
  options?: ReadCredentialsOptions,
) => Promise<Credentials>;

/** How to read credentials. */
export interface ReadCredentialsOptions {
  /** Whether a password counts (false). */
  readonly withPasswords?: boolean | undefined;
}

const readOptions = optional('option', {
  withPasswords: 'flag?',
} satisfies Shape<ReadCredentialsOptions>);

interface Presented {
  readonly certificate: X509Certificate;
  /** Why it is not trusted, as a sentence about "it". */
  readonly problem: string | undefined;
}

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const none: Credentials = { state: 'none' };
/** Chains are shorter, and one that has signed itself has no end. */
const mostIssuers = 9;

/** What a reader of credentials works with. */
interface CredentialReaderOptions extends Omit<CredentialSources, 'settings'> {
  readonly settings: AccessSettings;
  /** May throw the error of a request whose password is not to be looked at. */
  readonly beforePassword: (peer: Peer) => void;
}

/** Creates the reader of credentials. */
export function createCredentialReader(options: CredentialReaderOptions): ReadCredentials {
  const { settings, clientAuthorities, certificates, beforePassword } = options;
  const finder = createCallerFinder(settings.rules);
  const verifyToken = createTokenVerifier(settings.tokens);
  const isProxy = createProxyCheck(settings.proxy?.addresses ?? []);

  const authoritiesNow = createAuthorityReader(clientAuthorities);

  const problemOf = (certificate: X509Certificate, chain: readonly X509Certificate[]) => {
    const { authorities, unreadable } = authoritiesNow();
    const problem = certificateProblem(certificate, { authorities, chain, now: new Date() });
    const [first] = unreadable;
    return problem === undefined || first === undefined
      ? problem
      : `${problem} (of the client authorities, ${first.place} ${first.problem})`;
  };

  const presented = ({ request, peer }: ReceivedRequest): Presented | Credentials => {
    const { proxy } = settings;
    // The certificate of the proxy itself says nothing of the client.
    if (proxy === undefined || !isProxy(peer.address)) {
      const { certificate, authorized } = peer;
      if (certificate === undefined) return none;
      if (authorized === true) return { certificate, problem: undefined };
      // For most failures Node does not give the reason of the TLS layer.
      const problem = problemOf(certificate, issuersOf(certificate)) ?? 'the TLS layer does not take it';
      return { certificate, problem };
    }
    const header = request.headers.get(proxy.header);
    if (header === null || header === '') return none;
    const proxied = isRepeated(proxy.header, peer)
      ? { problem: 'comes more than once' }
      : readProxyHeader(header);
    if ('problem' in proxied) {
      return refused(`the header of the proxy ${proxied.problem} (${labelCertificates(header)})`);
    }
    const { certificate, chain } = proxied;
    const problem =
      problemOf(certificate, chain) ??
      // What a proxy adds behind a certificate that the client has sent is of another one.
      (isChainOf(certificate, chain) ? undefined : 'a certificate that came with it is of another chain');
    return { certificate, problem };
  };

  const judging = { finder, certificates, verifyToken };

  return async (received, options) => {
    checkPeer(received?.peer, 'the peer of argument 1 of readCredentials');
    checkArgument(options, readOptions, { of: 'readCredentials', name: 'Argument 2 of readCredentials' });
    const { withPasswords = false } = options ?? {};
    const certificate = presented(received);
    if ('problem' in certificate) return judgeCertificate(certificate, judging);
    if (certificate.state !== 'none') return certificate;
    const { request, peer } = received;
    const authorization = request.headers.get('authorization');
    if (authorization === null) return none;
    const token = bearer.exec(authorization)?.[1];
    if (token !== undefined) return judgeToken(token, judging);
    const login = withPasswords ? auth(request) : undefined;
    if (login === undefined) return none;
    beforePassword(peer);
    const caller = finder.findByPassword(login.username, login.password);
    return caller === undefined
      ? refused('there is no such user with that password')
      : { state: 'known', caller };
  };
}

interface Judging {
  readonly finder: ReturnType<typeof createCallerFinder>;
  readonly certificates: Pick<CertificateIndex, 'find'>;
  readonly verifyToken: ReturnType<typeof createTokenVerifier>;
}

function judgeCertificate(
  { certificate, problem }: Presented,
  { finder, certificates }: Pick<Judging, 'finder' | 'certificates'>,
): Credentials {
  const refuse = (reason: string) =>
    refused(`its certificate (${certificateLabel(certificate)}) is refused: ${reason}`, certificate);
  if (problem !== undefined) return refuse(problem);
  // TLS lets an authority log in as itself.
  if (isOfItself(certificate)) return refuse('only the certificate itself vouches for it');
  // A connection may outlive the certificate of its handshake.
  const outlived = timeProblem(certificate, new Date());
  if (outlived !== undefined) return refuse(`it ${outlived}`);
  const identity = certificateIdentity(certificate);
  if (identity === undefined) return refuse("the names in it can't be read");
  const stored = findStoredCertificate(certificate, certificates);
  if (stored !== undefined && stored.revocation !== null) return refuse('it is revoked');
  const caller = finder.find(identity);
  return caller === undefined
    ? refused(`no rule names its certificate (${certificateLabel(certificate)})`, certificate)
    : { state: 'known', caller, certificate };
}

async function judgeToken(
  token: string,
  { finder, verifyToken }: Pick<Judging, 'finder' | 'verifyToken'>,
): Promise<Credentials> {
  const verdict = await verifyToken(token);
  if ('unavailable' in verdict) {
    return { state: 'unavailable', reason: verdict.unavailable, isSuspect: verdict.isSuspect };
  }
  if ('refused' in verdict) return refused(verdict.refused);
  const caller = finder.find(verdict.identity);
  return caller === undefined
    ? refused(`no rule names its token (${verdict.identity.label})`)
    : { state: 'known', caller };
}

/** Names are in lower case in the settings, and stand before their values in a request. */
function isRepeated(name: string, { rawHeaders = [] }: Peer): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length > 1;
}

function isOfItself(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

/** Lists what a client has sent in a handshake behind its certificate. */
function issuersOf(certificate: X509Certificate): X509Certificate[] {
  const issuers: X509Certificate[] = [];
  let next = certificate.issuerCertificate;
  while (next !== undefined && issuers.length < mostIssuers) {
    issuers.push(next);
    next = next.issuerCertificate;
  }
  return issuers;
}

function refused(reason: string, certificate?: X509Certificate): Credentials {
  return { state: 'refused', reason, certificate };
}

/** Creates a function that returns whether an address is in a list, in any notation. */
function createProxyCheck(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const address of addresses) list.addAddress(address, familyOf(address));
  // Listeners for both families give IPv4 addresses as ::ffff:10.0.0.1, which the list takes for what they are.
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
