import { expect, test } from 'vitest';
import * as metadataSync from './index.ts';

test('the package exports exactly these names', () => {
  expect(Object.keys(metadataSync).sort()).toEqual([
    'PlanFileError',
    'RunSummarySchema',
    'StateError',
    'applyPlan',
    'canonicalSerialNumber',
    'createSensitiveHash',
    'openStateStore',
    'readPlanLines',
    'readSettings',
    'renderPlan',
    'renderPlanDocument',
    'renderProblem',
    'renderSummary',
    'revertRun',
    'runMetadataSync',
    'writePlanLines',
  ]);
});
