import { offerAwait } from '@certbridge/plain-text';
import { type ObjectArgument, required, type Shape } from '@certbridge/rest-client';
import type { CaStore } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { checkFunctions, checkObject } from './check-values.ts';
import { invalidArgument } from './invalid-argument.ts';

/** The options of a step that takes nothing but a signal. */
export const stepOptions = required('option', { signal: 'signal?' } satisfies Shape<HostCallOptions>);

const storeParts = ['requests', 'orders', 'syncs', 'products'] as const satisfies (keyof CaStore)[];

/** A step of a host that is called. */
interface StepCall {
  readonly of: string;
  readonly host: HostedPlugin;
  readonly options: unknown;
  readonly takes: ObjectArgument<object>;
  /** Of the options among the arguments; 2 where they follow the host. */
  readonly position?: number;
}

/** Throws a `CaPluginError` 'invalid-argument' unless a step is given a plugin and a store, which may have more, and the options that it takes. */
export function checkStep({ of, host, options, takes, position = 2 }: StepCall): void {
  checkFunctions(host?.plugin, `The plugin of ${of}`, ['getSingleRecord', 'getProducts']);
  const lacking = storeParts.find((part) => typeof host.store?.[part] !== 'object');
  if (lacking !== undefined) {
    const offer = offerAwait(host.store);
    throw invalidArgument(`The store of ${of} must be one of a database: it has no ${lacking}.${offer}`);
  }
  checkObject(options, takes, { of, position });
}
