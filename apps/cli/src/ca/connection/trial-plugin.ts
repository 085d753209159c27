import {
  type CertificateReader,
  createSectigoPlugin,
  type SectigoPlugin,
  type SectigoPluginOptions,
} from '@certbridge/ca-plugin';

const emptyReader: CertificateReader = {
  statusByRequestId: async () => undefined,
  existsByRequestId: async () => false,
  requestIdBySerialNumber: async () => undefined,
  expiryByRequestId: async () => undefined,
};

/** Creates a plugin that knows of no certificate, to ask it what it says of settings. */
export function trialPlugin(options: Pick<SectigoPluginOptions, 'http'> = {}): SectigoPlugin {
  return createSectigoPlugin({ reader: emptyReader, ...options });
}
