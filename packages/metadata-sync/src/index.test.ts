import { expect, test } from 'vitest';
import * as metadataSync from './index.ts';

test('the package exports exactly these names', () => {
  expect(Object.keys(metadataSync).sort()).toEqual([
    'PlanFileError',
    'RunSummarySchema',
    'canonicalSerialNumber',
    'readPlanLines',
    'readSettings',
    'renderPlan',
    'renderProblem',
    'renderSummary',
    'runMetadataSync',
    'writePlanLines',
  ]);
});
