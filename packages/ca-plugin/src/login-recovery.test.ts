import { expect, test } from 'vitest';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import { LoginRecovery } from './login-recovery.ts';

const minute = 60_000;
const refused = new CaPluginError('SCM refused the login.', { code: 'refused', about: 'login' });
const down = new CaPluginError('SCM is down.', { code: 'unavailable' });

/** A recovery whose time and attempts a test has in hand. */
function createRecovery() {
  const state = { now: 0, attempts: 0, next: undefined as Error | undefined };
  const pauses: number[] = [];
  let accepted = 0;
  const recovery = new LoginRecovery({
    attempt: async () => {
      state.attempts += 1;
      await Promise.resolve();
      if (state.next !== undefined) throw state.next;
    },
    now: () => state.now,
    onRefused: ({ pauseMs }) => pauses.push(pauseMs),
    onAccepted: () => {
      accepted += 1;
    },
  });
  return { recovery, state, pauses, accepted: () => accepted };
}

test('nothing is attempted while the login is not refused, or its pause is not over', async () => {
  const { recovery, state } = createRecovery();
  await recovery.prepare(undefined);
  recovery.refused('No.');
  state.now = minute - 1;
  await recovery.prepare(undefined);
  expect(state.attempts).toBe(0);
  state.now = minute;
  await recovery.prepare(undefined);
  await recovery.prepare(undefined);
  expect(state.attempts).toBe(1);
});

test('all who need the login wait for one attempt, but not longer than they want', async () => {
  const { recovery, state, accepted } = createRecovery();
  recovery.refused('No.');
  recovery.refused('No.');
  state.now = minute;
  await Promise.all(Array.from({ length: 20 }, () => recovery.prepare(new AbortController().signal)));
  expect([state.attempts, accepted()]).toEqual([1, 1]);

  const endless = new LoginRecovery({ attempt: () => new Promise(() => undefined), firstPauseMs: 0 });
  endless.refused('No.');
  await endless.prepare(AbortSignal.abort());
});

test('pauses grow from a minute to a quarter of an hour, and are short again after an accepted login', async () => {
  const { recovery, state, pauses } = createRecovery();
  recovery.refused('No.');
  state.next = refused;
  for (let time = 0; time < 6; time += 1) {
    state.now += pauses.at(-1) ?? 0;
    await recovery.prepare(undefined);
  }
  expect(pauses.map((each) => each / minute)).toEqual([1, 2, 4, 8, 15, 15, 15]);
  state.next = undefined;
  state.now += 15 * minute;
  await recovery.prepare(undefined);
  recovery.refused('No.');
  expect(pauses.at(-1)).toBe(minute);
});

test("a system that can't be reached makes no pause longer", async () => {
  const { recovery, state, pauses } = createRecovery();
  recovery.refused('No.');
  state.next = down;
  state.now = minute;
  await recovery.prepare(undefined);
  expect(pauses).toEqual([minute, minute]);
});
