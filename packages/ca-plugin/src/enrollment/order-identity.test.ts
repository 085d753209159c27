import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseNames } from './choose-names.ts';
import {
  commentWith,
  createReference,
  identifyOrder,
  type OrderFacts,
  referencesIn,
} from './order-identity.ts';
import { isRefusal } from './refusal.ts';

const dnsName = fc.stringMatching(/^[a-z][a-z0-9]{0,8}\.(corp|test)\.example$/);
const facts: fc.Arbitrary<OrderFacts> = fc.record({
  account: fc.record({
    apiEndpoint: fc.constantFrom('https://a.example', 'https://b.example'),
    customerUri: fc.constantFrom('corp', 'test'),
  }),
  csrFingerprint: fc.constantFrom('aa', 'bb'),
  profileId: fc.integer({ min: 1, max: 3 }),
  names: fc
    .uniqueArray(dnsName, { minLength: 1, maxLength: 4 })
    .map((all) => ({ commonName: all[0] ?? '', all })),
  orgId: fc.integer({ min: 1, max: 3 }),
  term: fc.constantFrom(90, 199),
  customFieldValues: fc
    .dictionary(fc.constantFrom('a', 'b', 'c'), fc.string())
    .map((o) => new Map(Object.entries(o))),
  type: fc.constantFrom('New' as const, 'Renew' as const, 'Reissue' as const, 'RenewOrReissue' as const),
  prior: fc.option(fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('1', 'AB')), { nil: undefined }),
});

/** What an order holds, in plain data that can be compared. */
function contentOf(order: OrderFacts) {
  const { names, customFieldValues } = order;
  return {
    ...order,
    names: { commonName: names.commonName, all: new Set(names.all) },
    customFieldValues: Object.fromEntries(customFieldValues),
  };
}

test('two orders have one identity exactly where they hold the same', () => {
  fc.assert(
    fc.property(facts, facts, (one, two) => {
      let isSame = true;
      try {
        expect(contentOf(one)).toStrictEqual(contentOf(two));
      } catch {
        isSame = false;
      }
      expect(identifyOrder(one) === identifyOrder(two)).toBe(isSame);
    }),
  );
});

test('any single difference makes another identity', () => {
  const other = (value: string) => `${value}x`;
  const changes: readonly ((order: OrderFacts) => Partial<OrderFacts>)[] = [
    ({ account }) => ({ account: { ...account, apiEndpoint: 'https://other.example' } }),
    ({ account }) => ({ account: { ...account, customerUri: other(account.customerUri) } }),
    ({ csrFingerprint }) => ({ csrFingerprint: other(csrFingerprint) }),
    ({ profileId }) => ({ profileId: profileId + 1 }),
    ({ names }) => ({ names: { ...names, all: [...names.all, 'further.example'] } }),
    ({ names }) => ({ names: { ...names, commonName: other(names.commonName) } }),
    ({ orgId }) => ({ orgId: orgId + 1 }),
    ({ term }) => ({ term: term + 1 }),
    ({ customFieldValues }) => ({ customFieldValues: new Map([...customFieldValues, ['further', '']]) }),
    ({ type }) => ({ type: type === 'New' ? 'Renew' : 'New' }),
    ({ prior }) => ({ prior: typeof prior === 'number' ? String(prior) : 4 }),
  ];
  fc.assert(
    fc.property(facts, (order) => {
      const identities = changes.map((change) => identifyOrder({ ...order, ...change(order) }));
      expect(new Set([identifyOrder(order), ...identities]).size).toBe(changes.length + 1);
    }),
  );
});

test('neither the order of names and fields matters, nor how the address of the account is written', () => {
  fc.assert(
    fc.property(facts, (order) => {
      const { account, names, customFieldValues } = order;
      const other: OrderFacts = {
        ...order,
        account: {
          apiEndpoint: `${account.apiEndpoint.toUpperCase().replace('HTTPS', 'https')}:443/private/api/`,
          customerUri: account.customerUri.toUpperCase(),
        },
        names: { ...names, all: names.all.toReversed() },
        customFieldValues: new Map([...customFieldValues].toReversed()),
      };
      expect(identifyOrder(other)).toBe(identifyOrder(order));
    }),
  );
});

test('names that are written in other ways are the same by then', () => {
  const csr = { subject: [], alternativeNames: [] };
  const choose = (values: readonly string[]) => {
    const alternativeNames = values.map((value) => ({ kind: 'dns' as const, value }));
    const names = chooseNames({ csr, subject: [], alternativeNames, multiDomain: true });
    if (isRefusal(names)) throw new Error(names.problem);
    return names;
  };
  expect(choose(['WWW.corp.example.', 'bücher.example'])).toEqual(
    choose(['www.corp.example', 'xn--bcher-kva.example']),
  );
});

test('a reference shows the identity, and is found whatever stands around it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), fc.string(), fc.string(), (identity, before, after) => {
      const [one, two] = [createReference(identity), createReference(identity)];
      expect(one).toMatch(/^certbridge:[0-9A-Z]{8}-[0-9A-Z]{8}$/);
      expect(one).not.toBe(two);
      expect(one.slice(0, 20)).toBe(two.slice(0, 20));
      expect(referencesIn(`${before} ${one} ${after}`)).toContain(one);
      expect(referencesIn(`${before} ${one} ${after}`)).not.toContain(two);
    }),
  );
});

test.each([
  [undefined, 'certbridge:00000000-11111111'],
  ['CERTIFICATE_REQUESTOR: anna', 'CERTIFICATE_REQUESTOR: anna\ncertbridge:00000000-11111111'],
])('the comment %s stays readable', (comment, expected) => {
  expect(commentWith(comment, 'certbridge:00000000-11111111')).toBe(expected);
});

test('a long comment is cut to what SCM takes, and the reference is whole', () => {
  for (const length of [994, 995, 996, 1024]) {
    const comment = commentWith('x'.repeat(length), 'certbridge:00000000-11111111');
    expect(comment.length).toBeLessThanOrEqual(1024);
    expect(referencesIn(comment)).toEqual(['certbridge:00000000-11111111']);
  }
});
