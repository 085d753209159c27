import type { CliIo } from '../../cli-io.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** Prints the ids of the products and keeps them; returns the exit code. */
export function runCaProducts(options: CaOptions, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'products',
    work: async ({ plugin, store }) => {
      const products = await plugin.getProductIds({ signal: io.signal });
      store.products.keep(products, new Date());
      return { exitCode: 0, document: { products }, lines: products };
    },
  });
}
