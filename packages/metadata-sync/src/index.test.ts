import { expect, test } from 'vitest';
import * as metadataSync from './index.ts';

test('the package exports exactly these names', () => {
  expect(Object.keys(metadataSync).sort()).toEqual([
    'RunSummarySchema',
    'canonicalSerialNumber',
    'readSettings',
    'renderPlan',
    'renderProblem',
    'renderSummary',
    'runMetadataSync',
  ]);
});
