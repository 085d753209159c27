import { expect, test } from 'vitest';
import { manualFieldSide } from './field-sides.ts';

test('an object that is mapped as a whole has the text that SCM gave it, with undocumented keys', () => {
  const sectigo = {
    sslId: 7,
    id: 7,
    status: 'Issued',
    certificateDetails: { issuer: 'CN=x', raw: { future: 1 } },
  };
  const side = manualFieldSide('certificateDetails');
  const text = '{"issuer":"CN=x","future":1}';
  expect(side.raw({ sectigo, command: {} })).toBe(text);
  expect(side.read({ sectigo, command: {} })).toMatchObject({ kind: 'value', text });
});
