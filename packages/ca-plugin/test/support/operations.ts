import type { SectigoPlugin } from '../../src/index.ts';

const product = { productId: '1001', parameters: {} };

/** Every operation that needs a connection, with its name. */
export const operations: readonly (readonly [string, (plugin: SectigoPlugin) => Promise<unknown>])[] = [
  ['ping', (plugin) => plugin.ping()],
  ['getProductIds', (plugin) => plugin.getProductIds()],
  ['getProducts', (plugin) => plugin.getProducts()],
  ['findUnknownParameters', (plugin) => plugin.findUnknownParameters(['x'])],
  ['findMissingParameters', (plugin) => plugin.findMissingParameters({})],
  ['findRequestIds', (plugin) => plugin.findRequestIds('AB')],
  ['validateProductInfo', (plugin) => plugin.validateProductInfo(product)],
  [
    'enroll',
    (plugin) => plugin.enroll({ csr: '', subject: '', san: {}, productInfo: product, enrollmentType: 'New' }),
  ],
  ['getIssuers', (plugin) => plugin.getIssuers('1000')],
  ['getSingleRecord', (plugin) => plugin.getSingleRecord('1000')],
  ['revoke', (plugin) => plugin.revoke({ caRequestId: '1000', serialNumber: 'AB', reason: 0 })],
  ['synchronize', (plugin) => Array.fromAsync(plugin.synchronize({ lastSync: null, fullSync: true }))],
];
