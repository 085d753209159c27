import { expect, test } from 'vitest';
import * as exported from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(exported).sort()).toEqual([
    'ApiError',
    'UnreadableRow',
    'checkArgument',
    'checkCalls',
    'checkHttpOptions',
    'checkNode',
    'checkRecord',
    'createRestClient',
    'droppedKeysOf',
    'exactNumberSchema',
    'headerText',
    'httpOptionNames',
    'idSchema',
    'normalizeBaseUrl',
    'oauthAuthentication',
    'optional',
    'pagedList',
    'parsedObject',
    'path',
    'readByOffset',
    'readRows',
    'required',
    'throwIfAborted',
    'tolerant',
    'totalCount',
  ]);
});
