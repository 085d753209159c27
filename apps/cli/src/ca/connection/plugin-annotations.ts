import { type CertificateReader, createSectigoPlugin, type PropertyAnnotations } from '@certbridge/ca-plugin';

/** What the settings of the plugin are. */
export interface PluginAnnotations {
  readonly connection: PropertyAnnotations;
  readonly template: PropertyAnnotations;
}

const emptyReader: CertificateReader = {
  statusByRequestId: async () => undefined,
  existsByRequestId: async () => false,
  requestIdBySerialNumber: async () => undefined,
  expiryByRequestId: async () => undefined,
};

/** What the plugin says of its settings, for which it needs no connection. */
export function pluginAnnotations(): PluginAnnotations {
  const plugin = createSectigoPlugin({ reader: emptyReader });
  return {
    connection: plugin.getCAConnectorAnnotations(),
    template: plugin.getTemplateParameterAnnotations(),
  };
}
