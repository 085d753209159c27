import { describe, expect, test } from 'vitest';
import {
  checkMetadataName,
  findMetadataNameProblems,
  findReservedName,
  isAllowedMetadataName,
} from './metadata-name.ts';

describe('checkMetadataName', () => {
  test('takes names of allowed characters up to 256 long', () => {
    expect(checkMetadataName('Cost-center_2')).toEqual({ ok: true });
    expect(checkMetadataName('x'.repeat(256))).toEqual({ ok: true });
  });

  test('refuses 257 characters', () => {
    expect(checkMetadataName('x'.repeat(257))).toMatchObject({ ok: false, reason: 'too-long' });
  });

  test('refuses an empty name', () => {
    expect(checkMetadataName('')).toMatchObject({ ok: false, reason: 'empty' });
  });

  test('refuses banned characters and names them', () => {
    expect(checkMetadataName('Cost center/x')).toEqual({
      ok: false,
      reason: 'banned-characters',
      message: 'The name contains " ", "/"; only A-Z, a-z, 0-9, "-" and "_" are allowed. Replace the others.',
    });
  });

  test('tells characters and length at once', () => {
    const name = `${'x'.repeat(256)} y`;
    expect(findMetadataNameProblems(name).map(({ reason }) => reason)).toEqual([
      'banned-characters',
      'too-long',
    ]);
    expect(checkMetadataName(name)).toEqual({
      ok: false,
      reason: 'banned-characters',
      message:
        'The name contains " "; only A-Z, a-z, 0-9, "-" and "_" are allowed. Replace the others. The name is 258 characters long; at most 256 are allowed. Shorten it.',
    });
  });

  test('refuses built-in search names, ignoring case', () => {
    for (const name of ['SerialNumber', 'serialnumber', 'RequesterName', 'CN', 'ou']) {
      expect(checkMetadataName(name)).toMatchObject({ ok: false, reason: 'reserved' });
    }
  });
});

describe('findReservedName', () => {
  test('returns the built-in spelling', () => {
    expect(findReservedName('issuerdn')).toBe('IssuerDN');
    expect(findReservedName('Issuer')).toBeUndefined();
    expect(findReservedName('__proto__')).toBeUndefined();
  });
});

describe('isAllowedMetadataName', () => {
  test('looks at characters only', () => {
    expect(isAllowedMetadataName('CN')).toBe(true);
    expect(isAllowedMetadataName('')).toBe(false);
    expect(isAllowedMetadataName('a b')).toBe(false);
    expect(isAllowedMetadataName('Größe')).toBe(false);
  });
});
