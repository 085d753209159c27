import type { SectigoPlugin } from '@certbridge/ca-plugin';
import type { CaStore } from './contract/ca-store.ts';

/** A plugin in use, and the store that what it reads is kept in. */
export interface HostedPlugin {
  readonly plugin: SectigoPlugin;
  readonly store: CaStore;
}
