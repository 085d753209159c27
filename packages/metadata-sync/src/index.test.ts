import { expect, test } from 'vitest';
import * as metadataSync from './index.ts';

test('the package exports exactly these names', () => {
  expect(Object.keys(metadataSync).sort()).toEqual([
    'ApiError',
    'ImportSummarySchema',
    'PlanFileError',
    'RunSummarySchema',
    'StateError',
    'applyPlan',
    'createSensitiveHash',
    'describeCertificate',
    'hideSensitive',
    'importMissing',
    'openStateStore',
    'readPlanLines',
    'readSettings',
    'renderImportSummary',
    'renderPlan',
    'renderPlanDocument',
    'renderProblem',
    'renderRecordedCertificate',
    'renderRun',
    'renderRuns',
    'renderSummary',
    'revertRun',
    'runMetadataSync',
    'syncModes',
    'writePlanLines',
  ]);
});
