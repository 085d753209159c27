import { expect, test } from 'vitest';
import { readCustomerUri } from './index.ts';

test.each([
  'ACME',
  ' ACME\n',
  'https://cert-manager.com/customer/ACME',
  'https://hard.cert-manager.com/customer/ACME/',
  'https://hard.cert-manager.com/customer/ACME/ssl?locale=en#top',
  'cert-manager.com/customer/ACME',
  ' https://cert-manager.com/Customer/ACME ',
  'https://cert-manager.com/customer/%41CME',
])('the customer of %j is ACME', (text) => {
  expect(readCustomerUri(text)).toBe('ACME');
});

test.each([undefined, null, 5, {}, ['ACME']])('%j is refused as an argument', (text) => {
  expect(() => readCustomerUri(text as never)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: 'Argument 1 of readCustomerUri must be text.',
    }),
  );
});

test.each([
  '',
  'https://cert-manager.com',
  'https://cert-manager.com/customer/',
  'customer/ACME',
  'AC ME',
  'AC\u200bME',
  'https://cert-manager.com/customer/AC%2FME',
  'https://cert-manager.com/customer/AC%0AME',
  'https://cert-manager.com/customer/AC%E2%80%8BME',
])('%j is no customer', (text) => {
  expect(readCustomerUri(text)).toBeUndefined();
});
