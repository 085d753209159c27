import { expect, test } from 'vitest';
import { publicReason } from './public-reason.ts';

const call = { method: 'POST', path: '/api/ssl/v1/enroll' };

test.each([
  [-164, 'SCM refused it: a name is local or private, or its domain is not allowed (code -164).'],
  [-62, 'SCM refused it: a mandatory custom field is missing, or an IP address is not valid (code -62).'],
  [-9999, 'SCM refused it with code -9999.'],
  ['Corp Services', 'SCM refused it.'],
  [undefined, 'SCM refused it.'],
])('the code %s is reported by its meaning alone', (apiCode, expected) => {
  const error = {
    ...call,
    apiCode,
    apiMessage: 'Corp Services may not order.',
    message: 'POST /api/ssl/v1/enroll',
  };
  expect(publicReason(error)).toBe(expected);
});
