import type { CliIo } from '../../cli-io.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** Prints the products with their names and keeps them; returns the exit code. */
export function runCaProducts(options: CaOptions, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'products',
    work: async ({ plugin, store }) => {
      const products = await plugin.getProducts({ signal: io.signal });
      await store.products.keep(products, new Date());
      return {
        exitCode: 0,
        document: { products: products.map(({ id }) => id), details: products },
        lines: products.map(({ id, name }) => `${id}  ${name}`),
      };
    },
  });
}
