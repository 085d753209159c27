import { CaPluginError, type Product } from '@certbridge/ca-plugin';
import { checkReturned } from '../arguments/check-values.ts';
import type { StoredProduct } from '../contract/ca-store.ts';
import type { CaProfile, HostCallOptions, ProfileOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import type { OutageLog } from './outage-log.ts';
import { settledWithin } from './settled-within.ts';
import { untilAborted } from './until-aborted.ts';

/** How long a list of products is taken as it is. */
const LIFETIME_MS = 5 * 60_000;
/** How long a caller waits for a newer list where an older one does. */
const PATIENCE_MS = 2000;

/** A product that orders are for. */
export type NamedProduct = StoredProduct & { readonly name: string };

/** The products of a CA as profiles, read from the authority and kept. */
export class ProfileCatalog {
  readonly #host: HostedPlugin;
  readonly #outages: OutageLog;
  /** What was kept last, so that the database is written only if something is new. */
  #kept = '';
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(host: HostedPlugin, { outages }: { readonly outages: OutageLog }) {
    this.#host = host;
    this.#outages = outages;
  }

  /**
   * Lists what may be ordered; what was known before where the authority can't be asked. Throws a CaPluginError where nothing
   * was, or nothing that is wanted.
   */
  async list({ signal, wanted = () => true }: ProfileOptions = {}): Promise<readonly CaProfile[]> {
    await this.#refresh({
      signal,
      isKnown: () =>
        this.#profiles()?.some((profile) =>
          checkReturned(wanted(profile), 'The option wanted of ca.profiles'),
        ) === true,
    });
    return this.#profiles() ?? [];
  }

  /**
   * Finds a product by its name, also one that may not be ordered any more. Throws a CaPluginError where the authority can't be asked for
   * one that is not known.
   */
  async find(name: string, { signal }: HostCallOptions = {}): Promise<NamedProduct | undefined> {
    const known = this.#byName(name);
    if (known?.isOffered === true) return known;
    await this.#refresh({ signal, isKnown: () => this.#byName(name) !== undefined });
    return this.#byName(name);
  }

  #byName(name: string): NamedProduct | undefined {
    const found = this.#named().filter((product) => product.name === name);
    return found.find(({ isOffered }) => isOffered) ?? found[0];
  }

  #named(): NamedProduct[] {
    return this.#host.store.products
      .list()
      .flatMap(({ name, ...product }) => (name === null ? [] : [{ ...product, name }]));
  }

  /** Undefined where an earlier version has kept one without its keys. */
  #profiles(): CaProfile[] | undefined {
    const offered = this.#named().filter(({ isOffered }) => isOffered);
    const profiles = offered.flatMap(({ number, id, name, keys }) =>
      keys === null ? [] : [{ id: number, name, productId: id, keys }],
    );
    return profiles.length < offered.length ? undefined : profiles;
  }

  /** Reads the list again where it is time to; waits until it is read unless what is known does. */
  async #refresh({ signal, isKnown }: HostCallOptions & { readonly isKnown: () => boolean }): Promise<void> {
    if (performance.now() - this.#readAt < LIFETIME_MS) return;
    // First: it may throw, and then nothing would await the list.
    const known = isKnown();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    if (!known) return untilAborted(this.#reading, signal);
    const failure = await settledWithin(this.#reading, PATIENCE_MS);
    if (failure === undefined || failure instanceof CaPluginError) return;
    throw failure;
  }

  /** Not by the signal of one caller: others may wait for the same list. */
  async #read(): Promise<void> {
    try {
      await this.#keep(await this.#host.plugin.getProducts());
      this.#readAt = performance.now();
    } catch (error) {
      // Where none are known, whoever asks is told why.
      if (error instanceof CaPluginError && error.code !== 'aborted' && this.#named().length > 0) {
        const { message: reason } = error;
        this.#outages.tell("The products can't be read, so those known before are taken: {reason}", {
          reason,
        });
      }
      throw error;
    }
  }

  async #keep(products: readonly Product[]): Promise<void> {
    const kept = JSON.stringify(products);
    if (kept === this.#kept) return;
    await this.#host.store.products.keep(products, new Date());
    this.#kept = kept;
  }
}
