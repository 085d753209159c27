import { defineAction } from '../../frame/action.ts';
import { connectedAction, connectedRun } from './connected-run.ts';

/** Prints the products with their names and keeps them. */
export const productsAction = defineAction(
  () => connectedAction('products', 'list the products with their ids'),
  (io, options) =>
    connectedRun(io, options, {
      name: 'products',
      work: async ({ plugin, store }) => {
        const findings: string[] = [];
        const products = await plugin.getProducts({
          signal: io.signal,
          onFinding: (finding) => findings.push(finding),
        });
        await store.products.keep(products, new Date());
        return {
          exitCode: findings.length > 0 ? 3 : 0,
          document: { products: products.map(({ id }) => id), details: products, findings },
          findings,
          lines: [...products.map(({ id, name }) => `${id}  ${name}`), ...findings],
        };
      },
    }),
);
