import { expect, test } from 'vitest';
import {
  alternativeName,
  certificateFormat,
  parameter,
  revocationReason,
  statusGroup,
  timeSpan,
} from './option-values.ts';

test.each([
  ['30d', 30 * 86_400_000],
  ['12H', 12 * 3_600_000],
  ['0d', 0],
  ['99999d', 99_999 * 86_400_000],
])('a time span is read: %s', (text, milliseconds) => {
  expect(timeSpan(text)).toBe(milliseconds);
});

test.each(['', '30', 'd', '-1d', '1.5d', '30m', '100000d'])('a wrong time span is refused: %s', (text) => {
  expect(() => timeSpan(text)).toThrow('30d or 12h');
});

test.each([
  ['superseded', 4],
  ['KeyCompromise', 1],
  ['key-compromise', 1],
  ['cessation_of_operation', 5],
  ['AFFILIATION-CHANGED', 3],
  ['0', 0],
  ['2', 2],
])('a revocation reason is read: %s', (text, reason) => {
  expect(revocationReason(text)).toBe(reason);
});

test.each(['', 'lost', '-1', '100'])('a wrong revocation reason is refused: "%s"', (text) => {
  expect(() => revocationReason(text)).toThrow('keyCompromise');
});

test('names are collected by their kind', () => {
  const names = ['dns=a.example', 'ip=10.0.0.1', 'dns=b.example'].reduce(
    (earlier: Record<string, readonly string[]>, text) => alternativeName(text, earlier),
    {},
  );
  expect(names).toEqual({ dns: ['a.example', 'b.example'], ip: ['10.0.0.1'] });
});

test('settings may hold anything after the first equals sign, once each', () => {
  expect(parameter(' Cost Center = a=b ', { Other: 'c' })).toEqual({ Other: 'c', 'Cost Center': 'a=b' });
  expect(() => parameter('organization=b', { Organization: 'a' })).toThrow('twice');
});

test.each(['', 'dns', '=a', 'dns=', ' =a'])('what is not an assignment is refused: "%s"', (text) => {
  expect(() => alternativeName(text)).toThrow('kind=name');
  expect(() => parameter(text)).toThrow('NAME=VALUE');
});

test('statuses and formats are known in any letter case', () => {
  expect(statusGroup('Pending')).toBe('pending');
  expect(certificateFormat('P7B')).toBe('p7b');
  expect(statusGroup('Expired')).toBe('expired');
  expect(() => statusGroup('lost')).toThrow('one of issued, expired, pending, revoked, failed');
  expect(() => certificateFormat('pfx')).toThrow('one of pem, der, p7b');
  expect(() => statusGroup('isued')).toThrow('Did you mean issued?');
  expect(() => certificateFormat('p7c')).toThrow('Did you mean p7b?');
  expect(() => revocationReason('keyCompromised')).toThrow('Did you mean keyCompromise?');
});
