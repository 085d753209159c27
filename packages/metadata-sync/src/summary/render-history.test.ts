import { expect, test } from 'vitest';
import type { RecordedChange } from '../state/state-store.ts';
import {
  hideSensitive,
  type ListedRun,
  renderRecordedCertificate,
  renderRun,
  renderRuns,
} from './render-history.ts';

const ended: ListedRun = {
  runId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
  command: 'both',
  startedAt: '2026-03-01T02:00:00.000Z',
  pid: 4711,
  host: 'sync01',
  of: null,
  end: {
    finishedAt: '2026-03-01T02:01:00.000Z',
    exitCode: 3,
    certificates: { inScope: 510, updated: 12, unchanged: 497, partial: 0, failed: 1, notProcessed: 0 },
  },
  inventory: null,
  foundDeadAt: null,
  values: { started: 0, written: 24, 'not-written': 2 },
  status: 'ended',
};
const killed: ListedRun = {
  ...ended,
  runId: '9c4e28ba-2fa1-41d2-883f-0016d3cca427',
  command: 'revert',
  of: ended.runId,
  end: null,
  values: { started: 3, written: 0, 'not-written': 0 },
  status: 'killed',
};
const change: RecordedChange = {
  side: 'keyfactor',
  field: 'Owner',
  before: null,
  after: 'Ann',
  outcome: 'written',
};
const time = (timestamp: string) => timestamp.slice(0, 16);

test('runs are a table with a line for each', () => {
  expect(renderRuns([ended, { ...killed, status: 'under way' }], time)).toEqual([
    'run       started           command  ended          certificates  values written',
    '1b4e28ba  2026-03-01T02:00  sync     done, not all     12 of 510              24',
    '9c4e28ba  2026-03-01T02:00  revert   under way                 -               0',
  ]);
  expect(renderRuns([], time)).toHaveLength(1);
});

test('a run shows how it ended, its certificates by outcome and what became of its values', () => {
  expect(renderRun(ended, time).join('\n')).toMatch(
    /^sync 1b4e28ba\S+: done, not all\n\n.* {2}certificates in scope +510\n.*values not written +2$/s,
  );
});

test('a run that was killed shows what it may have written, and what it was to revert', () => {
  const text = renderRun(killed, time).join('\n');
  expect(text).toContain('revert 9c4e28ba-2fa1-41d2-883f-0016d3cca427: killed');
  expect(text).toContain(`reverts the run         ${ended.runId}`);
  expect(text).toMatch(/values maybe written +3$/);
  expect(text).not.toContain('certificates in scope');
});

test('a certificate shows each value with its side and outcome', () => {
  const changes: RecordedChange[] = [
    change,
    { ...change, side: 'sectigo', before: 'A\u001b', after: '', outcome: 'not-written' },
    { ...change, field: 'Pin', before: 'hmac:x', after: 'hmac:y', sensitive: true, outcome: 'started' },
  ];
  expect(
    renderRecordedCertificate({
      position: 1,
      serialNumber: '0A',
      sectigoId: 1,
      keyfactorId: 2,
      at: '',
      changes,
    }),
  ).toEqual([
    '0A (Sectigo 1, Keyfactor 2)',
    '    Keyfactor Owner: (empty) -> "Ann", written',
    '    Sectigo Owner: "A\\u001b" -> (empty), not written',
    '    Keyfactor Pin: *** -> ***, may have been written',
  ]);
});

test('of a sensitive value only that there was one is reported', () => {
  const sensitive = true;
  expect(hideSensitive({ ...change, sensitive })).toMatchObject({ before: null, after: '***' });
  expect(hideSensitive({ ...change, before: 'h', after: '', sensitive })).toMatchObject({
    before: '***',
    after: '',
  });
  expect(hideSensitive(change)).toEqual(change);
});
