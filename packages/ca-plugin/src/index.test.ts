import { expect, test } from 'vitest';
import * as caPlugin from './index.ts';

test('the package exports exactly these names', () => {
  expect(Object.keys(caPlugin).sort()).toEqual([
    'CaPluginError',
    'EndEntityStatus',
    'checkTemplateSettings',
    'createSectigoPlugin',
    'hasProductCatalog',
    'identifyByHost',
    'isConfigurable',
    'parseRequestId',
  ]);
});
