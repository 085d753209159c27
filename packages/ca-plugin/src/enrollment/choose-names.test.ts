import type { DistinguishedName } from '@certbridge/certificate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseNames, type NameSources, type OrderNames } from './choose-names.ts';
import type { RequestedName } from './names.ts';
import { isRefusal } from './refusal.ts';

const named = (commonName?: string): DistinguishedName =>
  commonName === undefined ? [] : [[{ type: 'CN', value: commonName }]];
const dns = (...names: string[]): RequestedName[] => names.map((value) => ({ kind: 'dns', value }));

function choose(sources: Partial<NameSources>): OrderNames {
  const names = chooseNames({
    csr: { subject: [], alternativeNames: [] },
    subject: [],
    alternativeNames: [],
    multiDomain: true,
    ...sources,
  });
  if (isRefusal(names)) throw new Error(names.problem);
  return names;
}

describe('the common name', () => {
  const csr = { subject: named('csr.example'), alternativeNames: dns('san.example') };

  test.each<[string, Partial<NameSources>, string]>([
    ["is the CSR's", { csr }, 'csr.example'],
    [
      "is the host's",
      { csr, subject: named('host.example'), alternativeNames: dns('csr.example') },
      'host.example',
    ],
    [
      "is the first DNS name where the host's subject has none",
      { csr, subject: [[{ type: 'O', value: 'Corp' }]], alternativeNames: dns('a.example', 'csr.example') },
      'a.example',
    ],
    [
      'is the first DNS name of the CSR',
      { csr: { subject: [], alternativeNames: [{ kind: 'ip', value: '10.1.2.3' }, ...dns('b.example')] } },
      'b.example',
    ],
    [
      "is the CSR's where the host's subject has none and there is no DNS name",
      {
        csr: { subject: named('csr.example'), alternativeNames: [] },
        subject: [[{ type: 'O', value: 'Corp' }]],
      },
      'csr.example',
    ],
  ])('%s', (_, sources, expected) => {
    expect(choose(sources)).toMatchObject({ commonName: expected, all: expect.arrayContaining([expected]) });
  });
});

test('every name that was asked for is ordered once, and nothing else', () => {
  const name = fc.domain();
  const sources = fc.record({ host: fc.array(name), csr: fc.array(name), commonName: name });
  fc.assert(
    fc.property(sources, ({ host, csr, commonName }) => {
      const chosen = choose({
        csr: { subject: named(commonName), alternativeNames: dns(...csr) },
        alternativeNames: dns(...host),
      });
      const asked = host.length > 0 ? host : csr;
      const lower = new Set([commonName, ...asked].map((one) => one.toLowerCase()));
      expect(new Set(chosen.all)).toEqual(lower);
      expect(chosen.all).toHaveLength(lower.size);
      expect(chosen.all[0]).toBe(chosen.commonName);
      // SCM adds the CSR's common name by itself.
      expect(new Set([...chosen.besidesCsr, commonName.toLowerCase()])).toEqual(lower);
      expect(chosen.besidesCsr).not.toContain(commonName.toLowerCase());
    }),
  );
});

test('without a common name in the CSR, every name is sent, the common name first', () => {
  const chosen = choose({ subject: named('b.example'), alternativeNames: dns('a.example', 'B.example') });
  expect(chosen.besidesCsr).toEqual(['b.example', 'a.example']);
});

test('a product for one name takes one, however often it was written', () => {
  const csr = { subject: named('a.example'), alternativeNames: [] };
  const one = { csr, multiDomain: false, alternativeNames: dns('A.example', 'a.example.') };
  expect(choose(one).all).toEqual(['a.example']);
  expect(() => choose({ ...one, alternativeNames: dns('b.example') })).toThrow(
    'one name is taken, and 2 were',
  );
});

test.each([' a.example', 'a.example\n', 'a.exa\u00admple', '\ufeffa.example', ' 10.1.2.3'])(
  'the name %j of a CSR is not ordered as another one',
  (name) => {
    const csr = (subject: DistinguishedName, ...names: string[]) => ({
      csr: { subject, alternativeNames: dns(...names) },
    });
    expect(() => choose(csr(named(name)))).toThrow('neither a DNS name nor an IP address');
    expect(() => choose(csr(named('a.example'), name))).toThrow('is no DNS name');
    expect(() => choose({ ...csr(named(name)), subject: named('a.example') })).toThrow(
      'neither a DNS name nor an IP address',
    );
  },
);
