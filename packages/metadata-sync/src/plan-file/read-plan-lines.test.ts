import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanHeader, PlannedCertificate, SyncPlan } from '../planning/sync-plan.ts';
import { PlanFileError } from './plan-file-error.ts';
import { readPlanLines } from './read-plan-lines.ts';
import { writePlanLines } from './write-plan-lines.ts';

const hashSensitive = (text: string) => `hash:${text.length}`;

const text = fc.string({ unit: 'binary' });
const side = fc.constantFrom('sectigo' as const, 'keyfactor' as const);
const value = fc.record({
  side,
  field: text,
  before: fc.option(text),
  after: text,
  truncated: fc.boolean(),
  sensitive: fc.boolean(),
});
const certificate: fc.Arbitrary<PlannedCertificate> = fc.record({
  serialNumber: text,
  sectigoId: fc.option(fc.nat()),
  keyfactorId: fc.option(fc.nat()),
  fingerprint: text,
  changes: fc
    .tuple(value, fc.array(value, { maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest] as const),
});
const header: fc.Arbitrary<Omit<PlanHeader, 'certificates'>> = fc.record({
  planId: fc.uuid(),
  mode: fc.constantFrom('sctokf' as const, 'kftosc' as const, 'both' as const),
  createdAt: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  scope: text,
  createFields: fc.array(text, { maxLength: 2 }),
  updateFields: fc.array(text, { maxLength: 2 }),
  fields: fc.array(
    fc.record({ side, field: text, set: fc.nat(), overwritten: fc.nat(), cleared: fc.nat() }),
    { maxLength: 2 },
  ),
  scopeCertificates: fc.nat(),
  scopeValues: fc.nat(),
});
const plan: fc.Arbitrary<{ header: PlanHeader; list: PlannedCertificate[] }> = fc
  .tuple(header, fc.array(certificate, { maxLength: 4 }))
  .map(([head, list]) => ({ header: { ...head, certificates: list.length }, list }));

function toPlan({ header, list }: { header: PlanHeader; list: readonly PlannedCertificate[] }): SyncPlan {
  return {
    header,
    certificates: async function* () {
      yield* list;
    },
  };
}

async function write(content: { header: PlanHeader; list: readonly PlannedCertificate[] }): Promise<Buffer> {
  const lines = await Array.fromAsync(writePlanLines(toPlan(content), { hashSensitive }));
  return Buffer.from(lines.join(''));
}

/** Hands out bytes in small pieces, so that lines and characters are cut anywhere. */
function inPieces(bytes: Uint8Array, size = 7) {
  return async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
}

async function read(bytes: Uint8Array, size?: number) {
  const { header, certificates } = await readPlanLines(inPieces(bytes, size));
  return { header, list: await Array.fromAsync(certificates()) };
}

function hide({ header, list }: { header: PlanHeader; list: readonly PlannedCertificate[] }) {
  const hidden = (text: string, sensitive: boolean) =>
    sensitive && text !== '' ? hashSensitive(text) : text;
  return {
    header,
    list: list.map((certificate) => ({
      ...certificate,
      changes: certificate.changes.map((change) => ({
        ...change,
        before: change.before === null ? null : hidden(change.before, change.sensitive),
        after: hidden(change.after, change.sensitive),
      })),
    })),
  };
}

const small: { header: PlanHeader; list: PlannedCertificate[] } = {
  header: {
    planId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    mode: 'sctokf',
    createdAt: '2026-03-01T02:00:00.000Z',
    scope: 'sha256:x',
    createFields: ['Owner'],
    updateFields: [],
    certificates: 2,
    fields: [{ side: 'keyfactor', field: 'Owner', set: 1, overwritten: 1, cleared: 0 }],
    scopeCertificates: 2,
    scopeValues: 1,
  },
  list: [1, 2].map((id) => ({
    serialNumber: `0${id}`,
    sectigoId: id,
    keyfactorId: id,
    fingerprint: 'f',
    changes: [
      {
        side: 'keyfactor',
        field: 'Owner',
        before: null,
        after: 'Jörg',
        truncated: false,
        sensitive: id === 2,
      },
    ],
  })),
};

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readPlanLines(inPieces(bytes));
  } catch (error) {
    if (error instanceof PlanFileError) return error.code;
    throw error;
  }
  return 'read';
}

test('any plan comes back as it was written, values of sensitive fields as their hashes', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.integer({ min: 1, max: 5000 }), async (content, size) => {
      expect(await read(await write(content), size)).toEqual(hide(content));
    }),
  );
});

test('the same plan always gives the same bytes', async () => {
  expect(await write(small)).toEqual(await write(structuredClone(small)));
});

test('any changed byte is noticed before a certificate is handed out', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(), fc.integer({ min: 1, max: 255 }), async (content, at, flip) => {
      const bytes = await write(content);
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ flip;
      expect(await codeOf(bytes)).not.toBe('read');
    }),
    { numRuns: 500 },
  );
});

test('a plan that is cut off anywhere is refused', async () => {
  const bytes = await write(small);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(await codeOf(bytes.subarray(0, length))).toMatch(/^(not-a-plan|incomplete)$/);
  }
});

describe('what is wrong with a file is told apart', () => {
  const edited = (from: string, to: string) => async () =>
    Buffer.from((await write(small)).toString().replace(from, to));
  const lines = async () => (await write(small)).toString().split(/(?<=\n)/);
  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['an empty file', async () => Buffer.from(''), 'not-a-plan'],
    ['another JSON file', async () => Buffer.from('{"config": {}}\n'), 'not-a-plan'],
    ['a newer version', edited('"version":1', '"version":2'), 'newer'],
    ['another value', edited('Jörg', 'Jürg'), 'changed'],
    [
      'other line ends',
      async () => Buffer.from((await lines()).join('').replaceAll('\n', '\r\n')),
      'changed',
    ],
    ['a missing certificate', async () => Buffer.from((await lines()).toSpliced(1, 1).join('')), 'changed'],
    ['a missing trailer', async () => Buffer.from((await lines()).slice(0, -1).join('')), 'incomplete'],
    ['a header alone', async () => Buffer.from((await lines())[0] ?? ''), 'incomplete'],
    [
      'something after the trailer',
      async () => Buffer.concat([await write(small), Buffer.from('{}\n')]),
      'changed',
    ],
  ])('%s', async (_name, bytes, code) => {
    expect(await codeOf(await bytes())).toBe(code);
  });
});

test('a file that changes between checking and reading gives an error', async () => {
  let bytes = await write(small);
  const { certificates } = await readPlanLines(() => inPieces(bytes)());
  bytes = Buffer.from(bytes.toString().replace('Jörg', 'Jürg'));
  await expect(Array.fromAsync(certificates())).rejects.toMatchObject({
    name: 'PlanFileError',
    code: 'changed',
  });
});

test('neither a value of a sensitive field nor anything of a damaged file shows in the error', async () => {
  expect((await write(small)).toString().match(/Jörg/g)).toHaveLength(1);
  const error: unknown = await readPlanLines(inPieces(Buffer.from('Secret'))).catch(
    (error: unknown) => error,
  );
  expect(String(error)).not.toContain('Secret');
});
