import { checkStep, stepOptions } from '../arguments/check-step.ts';
import { checkText } from '../arguments/check-values.ts';
import type { StoredRequest } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { keepProductNames } from '../products/keep-product-names.ts';

/** Reads how a request stands at the authority, and keeps it. Throws a CaPluginError. */
export async function readRequest(
  host: HostedPlugin,
  id: string,
  options: HostCallOptions,
): Promise<StoredRequest> {
  checkStep({ of: 'readRequest', host, options, takes: stepOptions, position: 3 });
  checkText(id, 'Argument 2 of readRequest');
  const { plugin, store } = host;
  const record = await plugin.getSingleRecord(id, { signal: options.signal });
  await store.requests.keep([record], { at: new Date() });
  const find = () => store.requests.find(record.caRequestId);
  const isNamed = find()?.productName !== null || record.productId === null;
  if (!isNamed) await keepProductNames(host, options);
  const kept = find();
  if (kept === undefined) throw new Error('The request that was just kept is gone.');
  return kept;
}
