import { defineCommand } from '../../frame/command.ts';
import { connectedCommand, runConnected } from './run-connected.ts';

/** Prints the products with their names and keeps them. */
export const productsCommand = defineCommand(
  () => connectedCommand('products', 'list the products with their ids'),
  (io, options) =>
    runConnected(io, options, {
      name: 'products',
      work: async ({ plugin, store }) => {
        const products = await plugin.getProducts({ signal: io.signal });
        await store.products.keep(products, new Date());
        return {
          exitCode: 0,
          document: { products: products.map(({ id }) => id), details: products },
          lines: products.map(({ id, name }) => `${id}  ${name}`),
        };
      },
    }),
);
