import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noRecords } from '../../plain-text/test/no-records.ts';
import { checkArgument, checkCalls } from './check-argument.ts';
import { type ApiError, type ArgumentsOf, optional, required, type Shape } from './index.ts';

interface Order {
  readonly name: string;
  readonly size?: number | undefined;
  readonly parts?: readonly number[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly renewal?: { readonly days?: number | undefined } | undefined;
  readonly urgent?: boolean | undefined;
  readonly onSending?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const order: Shape<Order> = {
  name: 'text',
  size: 'number?',
  parts: 'list?',
  labels: 'texts?',
  renewal: { days: 'number?' },
  urgent: 'flag?',
  onSending: 'function?',
  signal: 'signal?',
};
const place = { of: 'orders.place', name: 'Argument 1 of orders.place', system: 'SCM' };
const planted = 'Pl4nted!';

function nounFor(offer: string): string {
  return offer.includes('class or prototype') ? 'a plain object' : 'an object';
}

test.each<Order>([
  { name: '' },
  {
    name: 'a',
    size: 1,
    parts: [],
    labels: ['a'],
    renewal: {},
    urgent: false,
    onSending: () => {},
    signal: undefined,
  },
  { name: 'a', signal: new AbortController().signal },
])('%j is taken', (argument) => {
  checkArgument(argument, required('property', order), place);
});

test.each<[unknown, string]>([
  [undefined, 'Argument 1 of orders.place must be an object of properties. It needs name.'],
  [null, 'Argument 1 of orders.place must be an object of properties.'],
  [planted, 'Argument 1 of orders.place must be an object of properties.'],
  ...noRecords.map(([object, offer]): [unknown, string] => [
    object,
    `Argument 1 of orders.place must be ${nounFor(offer)} of properties.${offer}`,
  ]),
  ...noRecords.map(([renewal, offer]): [unknown, string] => [
    { name: 'a', renewal },
    `The property renewal of orders.place must be ${nounFor(offer)}.${offer}`,
  ]),
  [{ name: 'a', days: 5 }, 'The property days of orders.place is unknown. Did you mean renewal.days?'],
  [
    { default: { name: 'a' } },
    'The property default of orders.place is unknown. It is a module: pass its default.',
  ],
  [
    { __esModule: true, default: { name: 'a' }, name: 'a' },
    'The property __esModule of orders.place is unknown. It is a module: pass its default.',
  ],
  [
    { __esModule: true, name: 'a' },
    'The property __esModule of orders.place is unknown. It is a module: pass a plain object of its exports.',
  ],
  [
    { name: 'a', renewal: { default: { days: 1 } } },
    'The property renewal.default of orders.place is unknown. It is a module: pass its default.',
  ],
  [{}, 'The property name of orders.place is missing.'],
  [{ name: undefined }, 'The property name of orders.place is missing.'],
  [{ name: 5 }, 'The property name of orders.place must be text.'],
  [{ name: null }, 'The property name of orders.place must be text.'],
  [{ name: 'a', part: [planted] }, 'The property part of orders.place is unknown. Did you mean parts?'],
  [
    { name: 'a', x: planted },
    'The property x of orders.place is unknown. There are name, size, parts, labels, renewal, urgent, onSending, signal.',
  ],
  [{ name: 'a', parts: planted }, 'The property parts of orders.place must be a list.'],
  ...[planted, [5], ['a', undefined], new Array(1)].map((labels): [unknown, string] => [
    { name: 'a', labels },
    'The property labels of orders.place must be a list of texts.',
  ]),
  [{ name: 'a', urgent: 'yes' }, 'The property urgent of orders.place must be true or false.'],
  [{ name: 'a', onSending: planted }, 'The property onSending of orders.place must be a function.'],
  [{ name: 'a', signal: {} }, 'The property signal of orders.place must be an AbortSignal.'],
  [{ name: 'a', renewal: planted }, 'The property renewal of orders.place must be an object.'],
  [
    { name: 'a', renewal: { day: 1 } },
    'The property renewal.day of orders.place is unknown. Did you mean days?',
  ],
])('a bad argument is refused by its name (%#)', (argument, message) => {
  let failure: unknown;
  try {
    checkArgument(argument, required('property', order), place);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument', system: 'SCM', message });
  expect(inspect(failure)).not.toContain(planted);
});

describe('the arguments of calls', () => {
  interface Calls {
    place(id: number, order: Order, options?: { readonly force?: boolean | undefined }): Promise<number>;
    list(filter?: { readonly name?: string | undefined }): readonly number[];
  }
  const argumentsOf: ArgumentsOf<Calls> = {
    place: [null, required('property', order), optional('option', { force: 'flag?' })],
    list: [optional('filter', { name: 'text?' })],
  };
  let made = 0;
  const calls: Calls = {
    place: async (id) => {
      made += 1;
      return id;
    },
    list: () => [1],
  };
  const checked = checkCalls(calls, argumentsOf, { of: 'orders', system: 'SCM', lists: ['list'] });

  test('are handed on where they are right', async () => {
    expect(await checked.place(7, { name: 'a' })).toBe(7);
    expect(checked.list()).toEqual([1]);
  });

  test('keep a call from being made where they are wrong: it rejects, and a list throws at once', async () => {
    made = 0;
    const failure = expect.objectContaining<Partial<ApiError>>({
      code: 'invalid-argument',
      message: 'The option forse of orders.place is unknown. Did you mean force?',
    });
    await expect(checked.place(7, { name: 'a' }, { forse: true } as object)).rejects.toThrow(failure);
    await expect(checked.place(7, undefined as never)).rejects.toThrow('Argument 2 of orders.place');
    expect(() => checked.list({ nam: 'a' } as object)).toThrow('Did you mean name?');
    expect(made).toBe(0);
  });

  test('are complete by their types', () => {
    // @ts-expect-error a property is missing
    const incomplete: Shape<Order> = { name: 'text' };
    // @ts-expect-error a property is of another kind
    const other: Shape<Order> = { ...order, size: 'text?' };
    // @ts-expect-error a property may be absent
    const needed: Shape<Order> = { ...order, size: 'number' };
    // @ts-expect-error the second argument must be given
    const left: ArgumentsOf<Calls>['place'] = [null, optional('property', order), argumentsOf.place[2]];
    expect([incomplete, other, needed, left]).toHaveLength(4);
  });
});

test('a property that may be null may be nothing else but its kind', () => {
  interface Note {
    readonly text?: string | null | undefined;
    readonly done: boolean | null;
    readonly place?: number | null | undefined;
  }
  const shape: Shape<Note> = { text: 'text or null?', done: 'flag or null', place: 'number or null?' };
  const check = (note: object) => checkArgument(note, required('property', shape), { name: 'The note' });
  check({ text: null, done: null, place: null });
  check({ text: 'a', done: true });
  expect(() => check({ text: 5, done: true })).toThrow('The property text must be text or null.');
  expect(() => check({ done: 0 })).toThrow('The property done must be true, false or null.');
  expect(() => check({})).toThrow('The property done is missing.');
  // @ts-expect-error a property may be null
  const other: Shape<Note> = { ...shape, text: 'text?' };
  expect(other).toBeDefined();
});

test('the only property that there is is offered as such', () => {
  const options = optional('option', { signal: 'signal?' });
  expect(() => checkArgument({ xyz: 5 }, options, place)).toThrow(
    'The option xyz of orders.place is unknown. The only option is signal.',
  );
});

test('a property of an object inside is offered where it was given beside it', () => {
  const options = optional('option', { http: 'object?' });
  expect(() => checkArgument({ retries: 5 }, options, { ...place, inside: { http: ['retries'] } })).toThrow(
    'The option retries of orders.place is unknown. Did you mean http.retries?',
  );
});

test('a package with an error of its own makes it of the sentence', () => {
  const refuse = (problem: string) => new RangeError(problem);
  expect(() => checkArgument({}, required('property', order), { ...place, refuse })).toThrow(
    new RangeError('The property name of orders.place is missing.'),
  );
});
