import { expect, test } from 'vitest';
import * as exported from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(exported).sort()).toEqual([
    'ApiError',
    'CertStates',
    'KeyTypes',
    'MetadataDataTypes',
    'MetadataEnrollments',
    'and',
    'composeBaseUrl',
    'createKeyfactorClient',
    'domainUserName',
    'field',
    'fromEnvironment',
    'fromProfile',
    'metadataField',
    'missingPermissions',
    'or',
    'rawQuery',
    'readMetadataDate',
    'readTimestamp',
    'readVariables',
    'today',
  ]);
});
