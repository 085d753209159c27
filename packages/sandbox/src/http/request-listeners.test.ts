import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RequestEvent, RequestListeners } from './request-listeners.ts';

const event: RequestEvent = {
  phase: 'arrived',
  number: 1,
  system: 'scm',
  operation: 'listSsl',
  method: 'GET',
  path: '/api/ssl/v1',
};

// What vitest listens with would fail the run.
let others: NodeJS.UncaughtExceptionListener[];
beforeEach(() => {
  others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
});
afterEach(() => {
  for (const listener of others) process.on('uncaughtException', listener);
});

it('calls its listeners one after the other, each with a copy', async () => {
  const listeners = new RequestListeners();
  const told: string[] = [];
  listeners.add(async (own) => {
    own.path = 'changed';
    await Promise.resolve();
    told.push('first');
  });
  listeners.add(({ path }) => {
    told.push(path);
  });
  await listeners.notify(event);
  expect(told).toEqual(['first', '/api/ssl/v1']);
});

it('forgets a removed listener, also while it calls the others', async () => {
  const listeners = new RequestListeners();
  let calls = 0;
  const stop = listeners.add(() => {
    calls += 1;
    stop();
  });
  await listeners.notify(event);
  await listeners.notify(event);
  expect(calls).toBe(1);
});

it.each([
  {
    text: 'throws',
    listener: () => {
      throw new Error('at once');
    },
    message: 'at once',
  },
  { text: 'rejects', listener: () => Promise.reject(new Error('later')), message: 'later' },
])('goes on when a listener $text, and lets its error be uncaught', async ({ listener, message }) => {
  const listeners = new RequestListeners();
  let reached = false;
  listeners.add(listener);
  listeners.add(() => {
    reached = true;
  });
  const uncaught = once(process, 'uncaughtException');
  await listeners.notify(event);
  expect(reached).toBe(true);
  expect((await uncaught)[0]).toMatchObject({ message });
});
