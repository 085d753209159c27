import type { PropertyAnnotations } from '@certbridge/ca-plugin';
import { trialPlugin } from './trial-plugin.ts';

/** What the settings of the plugin are. */
export interface PluginAnnotations {
  readonly connection: PropertyAnnotations;
  readonly template: PropertyAnnotations;
}

/** What the plugin says of its settings, for which it needs no connection. */
export function pluginAnnotations(): PluginAnnotations {
  const plugin = trialPlugin();
  return {
    connection: plugin.getCAConnectorAnnotations(),
    template: plugin.getTemplateParameterAnnotations(),
  };
}
