import { X509Certificate } from 'node:crypto';
import { CaPluginError } from '@certbridge/ca-plugin';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import type { HostContext } from './host-context.ts';
import { untilAborted } from './until-aborted.ts';

/** How long a chain that SCM does not give out whole is not asked for again. */
const AGAIN_MS = 60_000;

/** How long a caller waits for a chain after SCM has not responded to an earlier one. */
const SILENT_MS = 500;

const MOST_LOOKED_AT = 200;
const MOST_ASKED = 5;

type Context = Pick<HostContext, 'name' | 'plugin' | 'certificates' | 'issuers'>;

/** The certificates of issuers, downloaded once and kept. */
export class IssuerChains {
  readonly #context: Context;
  readonly #downloads = new Map<string, Promise<void>>();
  readonly #askedAt = new Map<string, number>();
  /** Whole chains by the name of their issuer, with its certificate: to put one together takes longer than the rest of a response. */
  readonly #whole = new Map<
    string,
    { readonly issuer: X509Certificate; readonly chain: readonly Uint8Array[] }
  >();

  /** Whether SCM has not responded in the time that the last caller waited. */
  #isSilent = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * Gives the chain of an issuer, as far as it is known; DER. Throws a CaPluginError where nothing is kept and SCM can't be asked. While SCM does
   * not respond, only the first caller waits for long: the download goes on.
   */
  async of(issuer: string, { signal }: HostCallOptions = {}): Promise<readonly Uint8Array[]> {
    const { name, certificates, issuers } = this.#context;
    const leaf = certificates.newestOf(name, issuer);
    if (leaf === undefined) return [];
    const known = this.#whole.get(issuer);
    if (known !== undefined && isIssuedBy(leaf, known.issuer)) return known.chain;
    const kept = issuers.chainOf(leaf.der);
    const [first] = kept;
    if (first !== undefined && isWhole(kept)) {
      this.#whole.set(issuer, { issuer: new X509Certificate(first), chain: kept });
      return kept;
    }
    if (performance.now() - (this.#askedAt.get(issuer) ?? -AGAIN_MS) < AGAIN_MS) return kept;
    const download = this.#downloads.get(issuer) ?? this.#begin(issuer, leaf);
    try {
      await this.#wait(download, signal);
    } catch (error) {
      if (kept.length === 0 || !(error instanceof CaPluginError)) throw error;
      return kept;
    }
    return issuers.chainOf(leaf.der);
  }

  async #wait(download: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    const signals = signal === undefined ? [] : [signal];
    if (this.#isSilent) signals.push(AbortSignal.timeout(SILENT_MS));
    try {
      await untilAborted(download, AbortSignal.any(signals));
    } catch (error) {
      if (error instanceof CaPluginError && error.code === 'unavailable') this.#isSilent = true;
      throw error;
    }
  }

  #begin(issuer: string, leaf: IssuedCertificate): Promise<void> {
    const download = this.#download(leaf)
      .then(() => {
        this.#askedAt.set(issuer, performance.now());
        this.#isSilent = false;
      })
      .finally(() => this.#downloads.delete(issuer));
    this.#downloads.set(issuer, download);
    return download;
  }

  async #download(leaf: IssuedCertificate): Promise<void> {
    const { plugin, issuers } = this.#context;
    let failure: unknown;
    for (const { requestId } of [leaf, ...(await this.#others(leaf))]) {
      try {
        return await issuers.keep(await plugin.getIssuers(requestId));
      } catch (error) {
        if (!(error instanceof CaPluginError) || error.code !== 'not-found') throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** SCM returns no chain of a revoked certificate, so others may have to be asked for it. */
  async #others({ ca, issuer }: IssuedCertificate): Promise<IssuedCertificate[]> {
    const { certificates } = await this.#context.certificates.search(
      { cas: [ca], statuses: ['active'] },
      { sort: { by: 'issued', descending: true }, start: { offset: 0 }, limit: MOST_LOOKED_AT },
    );
    return certificates.filter((other) => other.issuer === issuer).slice(0, MOST_ASKED);
  }
}

/** The name alone is not enough: an issuer may have got another key. */
function isIssuedBy({ der }: IssuedCertificate, issuer: X509Certificate): boolean {
  const leaf = new X509Certificate(der);
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}

function isWhole(chain: readonly Uint8Array[]): boolean {
  const last = chain.at(-1);
  if (last === undefined) return false;
  const { subject, issuer } = new X509Certificate(last);
  return subject === issuer;
}
