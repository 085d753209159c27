import { expect, test } from 'vitest';
import type { ImportSummary, MissingCertificate } from './import-summary.ts';
import { renderImportSummary } from './render-import-summary.ts';

const certificateAt = (sectigoId: number, commonName: string | null = `www-${sectigoId}.corp.example`) => ({
  serialNumber: `0A${sectigoId}`,
  sectigoId,
  commonName,
});

function summaryWith(
  certificates: Partial<ImportSummary['certificates']> = {},
  rest: Partial<Omit<ImportSummary, 'certificates'>> = {},
): ImportSummary {
  return {
    runId: '0a0b0c0d-0000-4000-8000-000000000001',
    command: 'import',
    apply: true,
    startedAt: '2026-03-01T02:00:00.000Z',
    finishedAt: '2026-03-01T02:01:00.000Z',
    fields: { missing: [], created: 0, leftOut: [] },
    certificates: {
      listed: 32,
      pending: 0,
      missing: [],
      imported: [],
      partial: [],
      failed: [],
      notCollectable: [],
      reasons: [],
      skipped: 0,
      found: 0,
      notProcessed: 0,
      ...certificates,
    },
    deadRuns: [],
    calls: { sectigo: 7, keyfactor: 13 },
    warnings: [],
    problems: [],
    exitCode: 0,
    ...rest,
  };
}

test('a list names every certificate, however many there are', () => {
  const missing = Array.from({ length: 30 }, (_, index) => certificateAt(1000 + index));
  const text = renderImportSummary(
    summaryWith(
      { missing },
      { apply: false, fields: { missing: ['Cost_Center', 'Notes'], created: 0, leftOut: [] } },
    ),
  );
  expect(text).toContain('import (list only, nothing written): done');
  expect(text).toContain('an import would create: Cost_Center, Notes');
  for (const { sectigoId } of missing)
    expect(text).toContain(`www-${sectigoId}.corp.example (Sectigo ${sectigoId})`);
});

test('an import counts outcomes and names what did not go well', () => {
  const imported = { ...certificateAt(1001), keyfactorId: 5 };
  const partial = ['Cost_Center', 'Notes'].map((field) => ({
    ...certificateAt(1002),
    keyfactorId: 6,
    field,
    reason: 'too long',
    value: field === 'Notes' ? 'a\u2028b' : '***',
  }));
  const text = renderImportSummary(
    summaryWith(
      {
        missing: [1001, 1002, 1003, 1004].map((id) => certificateAt(id)),
        imported: [imported],
        partial,
        failed: [{ ...certificateAt(1003), reason: 'refused' }],
        notCollectable: [{ ...certificateAt(1004), reason: 'revoked' }],
      },
      { exitCode: 3 },
    ),
  );
  expect(text).toMatchInlineSnapshot(`
    "import: done, but not everything

      metadata fields         0 created
      certificates in Sectigo 32
      missing in Keyfactor    4
        imported              1
        without all values    1
        failed                1
        not given out         1
      calls                   7 to SCM, 13 to Command

    Imported, but not with all values (sctokf tries again), by field and reason:
      Cost_Center: too long (1 certificate)
        0A1002 www-1002.corp.example (Sectigo 1002, Keyfactor 6): ***
      Notes: too long (1 certificate)
        0A1002 www-1002.corp.example (Sectigo 1002, Keyfactor 6): "a\\u2028b"

    Failed, by reason:
      refused (1 certificate)
        0A1003 www-1003.corp.example (Sectigo 1003)

    Not given out by Sectigo:
      0A1004 www-1004.corp.example (Sectigo 1004): revoked"
  `);
});

test('problems come with their remedies', () => {
  const problem = {
    file: null,
    path: null,
    message: 'The state is locked.',
    remedy: 'Wait for the other run.',
  };
  const text = renderImportSummary(summaryWith({ notProcessed: 4 }, { problems: [problem], exitCode: 1 }));
  expect(text).toContain('import: failed\n\n  The state is locked. Wait for the other run.\n');
  expect(text).toContain('not reached             4');
});

test('runs that were killed are reported before the counts', () => {
  const dead = {
    runId: 'abcdef01-0000-4000-8000-000000000001',
    command: 'import',
    startedAt: '2026-03-01T01:00:00.000Z',
    written: 12,
    unknown: 3,
    notWritten: 0,
  };
  const text = renderImportSummary(summaryWith({}, { deadRuns: [dead] }));
  expect(text).toContain('An earlier run was killed: abcdef01-0000-4000-8000-000000000001 (import).');
  expect(text).toContain('Values written: 12; perhaps written: 3');
});

test.each([5, 6])('of %i failures for one reason at most five are shown', (count) => {
  const failed = Array.from({ length: count }, (_, index) => ({
    ...certificateAt(1000 + index),
    reason: 'refused',
  }));
  const text = renderImportSummary(summaryWith({ failed }, { exitCode: 3 }));
  expect(text).toContain(`refused (${count} certificates)`);
  expect(text.match(/corp\.example/g)).toHaveLength(5);
  expect(text.includes('and 1 more')).toBe(count > 5);
});

test('control characters of a name do not reach the terminal', () => {
  const missing: MissingCertificate[] = [certificateAt(1000, 'www\u001b[2J'), certificateAt(1001, null)];
  const text = renderImportSummary(summaryWith({ missing }, { apply: false }));
  expect(text).toContain('www\\u001b[2J');
  expect(text).toMatch(/\(Sectigo 1001\)$/);
});
