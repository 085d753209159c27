import { CaPluginError, type Product, type ProductKeys } from '@certbridge/ca-plugin';
import type { Logger } from '@logtape/logtape';
import type { StoredProduct } from '../contract/ca-store.ts';
import type { CaProfile, HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { settledWithin } from './settled-within.ts';
import { untilAborted } from './until-aborted.ts';

/** How long a list of products is taken as it is. */
const LIFETIME_MS = 5 * 60_000;
/** How long a caller waits for a newer list where there is an older one. */
const PATIENCE_MS = 2000;

/** Keys of a product that was not read since the start of the process. */
const usualKeys: ProductKeys = { rsa: [2048, 3072, 4096], ec: ['P-256', 'P-384'] };

/** A product that orders are for. */
export type NamedProduct = StoredProduct & { readonly name: string };

/** The products of a CA as profiles, read from the authority and kept. */
export class ProfileCatalog {
  readonly #host: HostedPlugin;
  readonly #logger: Logger;
  #keys: ReadonlyMap<string, ProductKeys> = new Map();
  /** What was kept last, so that the database is written only if something is new. */
  #kept = '';
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(host: HostedPlugin, { logger }: { readonly logger: Logger }) {
    this.#host = host;
    this.#logger = logger;
  }

  /**
   * Lists what may be ordered; what was known before where the authority can't be asked. Throws a CaPluginError where nothing
   * was.
   */
  async list({ signal }: HostCallOptions = {}): Promise<readonly CaProfile[]> {
    await this.#refresh({ signal });
    return this.#named()
      .filter(({ isOffered }) => isOffered)
      .map(({ number, id, name }) => ({
        ...{ id: number, name, productId: id },
        keys: this.#keys.get(id) ?? usualKeys,
      }));
  }

  /**
   * Finds a product by its name, also one that may not be ordered any more. Throws a CaPluginError where nothing is known of any.
   */
  async find(name: string, { signal }: HostCallOptions = {}): Promise<NamedProduct | undefined> {
    const known = this.#byName(name);
    if (known?.isOffered === true) return known;
    await this.#refresh({ signal });
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

  async #refresh({ signal }: HostCallOptions): Promise<void> {
    if (performance.now() - this.#readAt < LIFETIME_MS) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    if (this.#named().length === 0) return untilAborted(this.#reading, signal);
    const failure = await settledWithin(this.#reading, PATIENCE_MS);
    if (failure === undefined) return;
    if (!(failure instanceof CaPluginError)) throw failure;
    const { message: reason } = failure;
    this.#logger.warn("The products can't be read, so those known before are taken: {reason}", { reason });
  }

  async #read(): Promise<void> {
    // Not by the signal of one caller: others may wait for the same list.
    const products = await this.#host.plugin.getProducts();
    await this.#keep(products);
    this.#keys = new Map(products.map(({ id, keys }) => [id, keys]));
    this.#readAt = performance.now();
  }

  async #keep(products: readonly Product[]): Promise<void> {
    const kept = JSON.stringify(products.map(({ id, name }) => [id, name]));
    if (kept === this.#kept) return;
    await this.#host.store.products.keep(products, new Date());
    this.#kept = kept;
  }
}
