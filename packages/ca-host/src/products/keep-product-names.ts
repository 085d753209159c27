import { CaPluginError } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import { checkStep, stepOptions } from '../arguments/check-step.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';

/**
 * Reads the names of the plugin's products and stores them, so that they can be shown with their ids. A failure to read them is only
 * logged.
 *
 * @example
 * await keepProductNames({ plugin, store }, { signal });
 * store.products.list(); // [{ number: 1, id: '1001', name: 'OV SSL', … }]
 */
export async function keepProductNames(host: HostedPlugin, options: HostCallOptions): Promise<void> {
  checkStep({ of: 'keepProductNames', host, options, takes: stepOptions });
  const { plugin, store } = host;
  const { signal } = options;
  try {
    await store.products.keep(await plugin.getProducts({ signal }), new Date());
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    getLogger(['certbridge', 'ca-host']).warn("The names of the products can't be read: {reason}", {
      reason: error.message,
    });
  }
}
