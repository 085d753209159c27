import { expect, test } from 'vitest';
import { withKnownNames } from './known-names.ts';

const read = withKnownNames(['Id', 'CertState', 'Metadata']);

test('known names get their proper spelling, whatever case they came in', () => {
  expect(read({ id: 1, CERTSTATE: 2, Metadata: 3 })).toEqual({ Id: 1, CertState: 2, Metadata: 3 });
});

test('unknown names and all values stay', () => {
  const document = { futureKey: { id: 1 }, Metadata: { id: 'a', 'Owner-email': 'b' } };
  expect(read(document)).toEqual(document);
});

test('the proper spelling counts where both are there', () => {
  expect(read({ Id: 1, id: 2 })).toEqual({ Id: 1, id: 2 });
});

test.each([null, 5, 'text', [1], undefined])('%j is given back', (document) => {
  expect(read(document)).toEqual(document);
});
