import * as v from 'valibot';
import { expect, test } from 'vitest';
import { SslDetailsDocumentSchema, SslListDocumentSchema } from './certificate-schemas.ts';

const decode = (document: unknown) => v.parse(SslDetailsDocumentSchema, document);
const least = { sslId: 54, id: 54, status: 'Issued' };

test('absent, null and empty keys are alike', () => {
  expect(decode({ ...least, subType: '', comments: null, certType: null, requested: '' })).toEqual(least);
});

test('the eight dates are decoded whatever form they come in', () => {
  const names = [
    'requested',
    'approved',
    'issued',
    'declined',
    'expires',
    'replaced',
    'revoked',
    'renewedDate',
  ];
  const dates = Object.fromEntries(names.map((name) => [name, '05/21/2026']));
  const expected = Object.fromEntries(names.map((name) => [name, '2026-05-21']));
  expect(decode({ ...least, ...dates })).toEqual({ ...least, ...expected });
});

test.each([4, '4'])('the reason code %j is a number', (reasonCode) => {
  expect(decode({ ...least, reasonCode }).reasonCode).toBe(4);
});

test('unknown keys pass under raw, in each object, and an unknown status passes', () => {
  const document = {
    ...least,
    status: 'Hibernating',
    futureKey: { a: 1 },
    certType: { id: 7, name: 'A', terms: [], futureKey: 2 },
    customFields: [{ name: 'A', value: 'x', futureKey: 3 }],
  };
  expect(decode(document)).toEqual({
    ...least,
    status: 'Hibernating',
    raw: { futureKey: { a: 1 } },
    certType: { id: 7, name: 'A', terms: [], raw: { futureKey: 2 } },
    customFields: [{ name: 'A', value: 'x', raw: { futureKey: 3 } }],
  });
});

test('keys that are no part of the API are never those of the server', () => {
  const customFields = [{ name: 'A', value: 'x', isUnreadable: true }];
  const own = { asWritten: { status: 'x' }, unreadable: ['x'] };
  expect(decode({ ...least, ...own, customFields })).toEqual({
    ...least,
    customFields: [{ name: 'A', value: 'x', raw: { isUnreadable: true } }],
    raw: own,
  });
});

test('each of the two ids stands in for the other', () => {
  expect(decode({ sslId: 7, status: 'Issued' })).toMatchObject({ sslId: 7, id: 7 });
  expect(decode({ id: 7, status: 'Issued' })).toMatchObject({ sslId: 7, id: 7 });
});

test('a custom field without a value has an empty one', () => {
  const customFields = [
    { name: 'A', value: '' },
    { name: 'B', value: null },
    { name: 'C' },
    { name: 'D', value: 'x' },
  ];
  expect(decode({ ...least, customFields }).customFields).toEqual([
    { name: 'A', value: '' },
    { name: 'B', value: '' },
    { name: 'C', value: '' },
    { name: 'D', value: 'x' },
  ]);
});

test.each([null, [], 'text', { status: 'Issued' }, { ...least, customFields: 'x' }])(
  '%j is not a record',
  (document) => {
    expect(v.safeParse(SslDetailsDocumentSchema, document).success).toBe(false);
  },
);

test('the serial number of the list is in one notation, unless it is none', () => {
  const rows = [
    { sslId: 1, serialNumber: '00:ab:CD' },
    { sslId: 2, serialNumber: '' },
    { sslId: 3, serialNumber: '00:0::11::2:2::33' },
  ];
  expect(v.parse(SslListDocumentSchema, rows)).toEqual([
    { sslId: 1, serialNumber: 'AB:CD' },
    { sslId: 2 },
    { sslId: 3, serialNumber: '00:0::11::2:2::33' },
  ]);
});

test('the details keep what is brought into one spelling as it was written', () => {
  const read = (parts: object) => v.parse(SslDetailsDocumentSchema, { sslId: 1, status: 'ISSUED', ...parts });
  expect(
    read({
      serialNumber: '00:ab:CD',
      requestedVia: 'WEB_FORM',
      reasonCode: 'keyCompromise',
      autoRenewDetails: { state: 'STARTED' },
    }),
  ).toMatchObject({
    serialNumber: 'AB:CD',
    status: 'Issued',
    requestedVia: 'Enrollment Form',
    autoRenewDetails: { state: 'Started' },
    asWritten: {
      serialNumber: '00:ab:CD',
      status: 'ISSUED',
      requestedVia: 'WEB_FORM',
      reasonCode: 'keyCompromise',
      'autoRenewDetails.state': 'STARTED',
    },
  });
  expect(read({ status: 'Issued', serialNumber: 'AB:CD', reasonCode: '4' })).not.toHaveProperty('asWritten');
});
