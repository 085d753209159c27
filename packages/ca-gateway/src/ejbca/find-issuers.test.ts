import type { CaHost } from '@certbridge/ca-host';
import { expect, test } from 'vitest';
import { findIssuers } from './find-issuers.ts';

const hostWith = (issuer: string) => {
  const certificates = { issuersOf: () => [issuer] };
  return { cas: [{ name: 'Sectigo' }], certificates } as unknown as CaHost;
};

test.each([
  'CN=Foo,serialNumber=12',
  'CN=Foo,SN=12',
  'SN=12,CN=Foo',
  'CN=Foo,SN = 12',
  ' SN=12,CN=Foo',
  '\u200esn=12,CN=Foo',
  'CN=Foo;SN="12"',
  'CN=Foo+SN=12',
  'CN=Foo,2.5.4.5=\\31\\32',
])('the issuer with a serial number is found by %j', (given) => {
  const issuer = given.includes('+') ? 'CN=Foo+serialNumber=12' : 'CN=Foo,serialNumber=12';
  expect(findIssuers(hostWith(issuer), given)).toMatchObject([{ issuers: [issuer] }]);
});

test('the issuer with a surname is found by SN, as responses write it', () => {
  expect(findIssuers(hostWith('SN=Doe,CN=Foo'), 'SN=Doe,CN=Foo')).toHaveLength(1);
  expect(findIssuers(hostWith('surname=Doe,CN=Foo'), 'serialNumber=Doe,CN=Foo')).toEqual([]);
});

test('what only looks like SN inside a value is no serial number', () => {
  expect(findIssuers(hostWith('CN=a\\, SERIALNUMBER=12'), 'CN="a, SN=12"')).toEqual([]);
});
