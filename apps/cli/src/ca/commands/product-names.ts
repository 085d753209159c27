import { CaPluginError } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CaHost } from './run-connected.ts';

/** Keeps the names of products, to be shown beside their ids. A failure to read them is only logged. */
export async function keepProductNames({ plugin, store, io }: CaHost): Promise<void> {
  try {
    await store.products.keep(await plugin.getProducts({ signal: io.signal }), new Date());
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    getLogger(['certbridge', 'cli']).warn("The names of the products can't be read: {reason}", {
      reason: error.message,
    });
  }
}

/** Names a product: its id, and its name where that is known. */
export function renderProduct({
  productId,
  productName,
}: {
  readonly productId: string;
  readonly productName: string | null;
}): string {
  return productName === null ? productId : `${productId} (${productName})`;
}
