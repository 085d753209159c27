import { expect, test } from 'vitest';
import * as exported from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(exported).sort()).toEqual([
    'ApiError',
    'UnreadableRow',
    'checkRecord',
    'createRestClient',
    'exactNumberSchema',
    'headerText',
    'idSchema',
    'normalizeBaseUrl',
    'oauthAuthentication',
    'parsedObject',
    'path',
    'readByOffset',
    'readRows',
    'tolerant',
    'totalCount',
  ]);
});
