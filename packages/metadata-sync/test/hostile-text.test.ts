import { isPlainText } from '@certbridge/plain-text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ImportSummarySchema,
  type ListedRun,
  type PlanHeader,
  type PlannedCertificate,
  type RecordedCertificate,
  RunSummarySchema,
  readPlanLines,
  renderImportSummary,
  renderPlan,
  renderPlanDocument,
  renderProblem,
  renderRecordedCertificate,
  renderRun,
  renderRuns,
  renderSummary,
  type SyncPlan,
  writePlanLines,
} from '../src/index.ts';
import { anyDocument, harmless, hostileText } from './support/any-document.ts';

/** Checks that a document is rendered as so many lines of plain text as it were with harmless texts. */
function expectLines<T>(render: (document: T) => readonly string[], document: T): void {
  const lines = render(document);
  expect(lines.filter((line) => !isPlainText(line))).toEqual([]);
  expect(lines).toHaveLength(render(harmless(document)).length);
}

const someText = hostileText;
const sides = fc.constantFrom('sectigo', 'keyfactor');
const id = fc.integer({ min: 1, max: 9 });
const reference = { serialNumber: someText, sectigoId: id, keyfactorId: id };

type HeldPlan = { readonly header: PlanHeader; readonly certificates: readonly PlannedCertificate[] };

const plans = fc.record({
  header: fc.record({
    planId: fc.uuid(),
    mode: fc.constantFrom('sctokf', 'both'),
    createdAt: fc.constant('2026-03-01T02:00:00.000Z'),
    scope: someText,
    createFields: fc.array(someText),
    updateFields: fc.array(someText),
    certificates: fc.constant(0),
    fields: fc.array(fc.record({ side: sides, field: someText, set: id, overwritten: id, cleared: id })),
    scopeCertificates: id,
    scopeValues: id,
  }),
  certificates: fc.array(
    fc.record({
      ...reference,
      fingerprint: someText,
      changes: fc.array(
        fc.record({
          side: sides,
          field: someText,
          before: fc.option(someText),
          after: someText,
          truncated: fc.boolean(),
          sensitive: fc.constant(false),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { maxLength: 3 },
  ),
}) as unknown as fc.Arbitrary<HeldPlan>;

function toPlan({ header, certificates }: HeldPlan): SyncPlan {
  return {
    header: { ...header, certificates: certificates.length },
    async *certificates() {
      yield* certificates;
    },
  };
}

test('whatever texts a summary holds, each is part of its line, and the line is plain', () => {
  fc.assert(
    fc.property(anyDocument(RunSummarySchema), (summary) => {
      expectLines((document) => renderSummary(document).split('\n'), summary);
    }),
  );
});

test('whatever texts the summary of an import holds, each is part of its line, and the line is plain', () => {
  fc.assert(
    fc.property(anyDocument(ImportSummarySchema), (summary) => {
      expectLines((document) => renderImportSummary(document).split('\n'), summary);
    }),
  );
});

test('whatever names and values a plan holds, it shows a line for each change', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (held) => {
      const lines = await Array.fromAsync(renderPlan(toPlan(held)));
      const expected = await Array.fromAsync(renderPlan(toPlan(harmless(held))));
      expect(lines).toHaveLength(expected.length);
      expect(lines.filter((line) => !isPlainText(line))).toEqual([]);
    }),
  );
});

test('the document of a plan is the same value in plain text', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (held) => {
      const text = (await Array.fromAsync(renderPlanDocument(toPlan(held)))).join('');
      expect(text.split('\n').every(isPlainText)).toBe(true);
      const { createFields, certificates } = JSON.parse(text);
      expect(createFields).toEqual(held.header.createFields);
      expect(certificates.map((one: PlannedCertificate) => one.changes.map(({ after }) => after))).toEqual(
        held.certificates.map(({ changes }) => changes.map(({ after }) => after)),
      );
    }),
  );
});

test('a plan file is plain text, and read back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (held) => {
      const plan = toPlan(held);
      const lines = await Array.fromAsync(writePlanLines(plan, { hashSensitive: String }));
      expect(lines.every((line) => isPlainText(line.slice(0, -1)) && line.endsWith('\n'))).toBe(true);
      const back = await readPlanLines(async function* () {
        yield Buffer.from(lines.join(''), 'utf8');
      });
      expect(back.header).toEqual(plan.header);
      expect(await Array.fromAsync(back.certificates())).toEqual(held.certificates);
    }),
  );
});

test('whatever a recorded run and its certificates hold, each is part of its line', () => {
  const runs = fc.record({
    runId: someText,
    command: fc.constantFrom('both', 'sctokf', 'revert'),
    startedAt: someText,
    pid: id,
    host: someText,
    of: fc.option(someText),
    end: fc.option(
      fc.record({
        finishedAt: someText,
        exitCode: fc.constantFrom(0, 3),
        certificates: fc.record({
          inScope: id,
          updated: id,
          unchanged: id,
          partial: id,
          failed: id,
          notProcessed: id,
        }),
      }),
    ),
    inventory: fc.constant(null),
    foundDeadAt: fc.constant(null),
    values: fc.record({ started: id, written: id, 'not-written': id }),
    status: fc.constantFrom('ended', 'killed'),
  }) as fc.Arbitrary<ListedRun>;
  const certificates = fc.record({
    ...reference,
    position: id,
    at: someText,
    changes: fc.array(
      fc.record({
        side: sides,
        field: someText,
        before: fc.option(someText),
        after: someText,
        outcome: fc.constantFrom('written', 'not-written', 'started'),
      }),
    ),
  }) as unknown as fc.Arbitrary<RecordedCertificate>;
  fc.assert(
    fc.property(fc.array(runs), certificates, (listed, certificate) => {
      expectLines((document) => renderRuns(document, String), listed);
      for (const run of listed) expectLines((document) => renderRun(document, String), run);
      expectLines(renderRecordedCertificate, certificate);
    }),
  );
});

test('a problem of the configuration is one line of plain text', () => {
  fc.assert(
    fc.property(someText, someText, someText, someText, (file, path, message, remedy) => {
      expect(isPlainText(renderProblem({ file, path, message, remedy }))).toBe(true);
    }),
  );
});
