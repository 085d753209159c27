import { describe, expect, test } from 'vitest';
import { readExternalRequester, requesterComment } from './requester.ts';

describe('the external requester', () => {
  test.each([
    ['anna@corp.example', 'anna@corp.example'],
    [' anna@corp.example ;ben@corp.example,', 'anna@corp.example, ben@corp.example'],
    ['', undefined],
    ['  ', undefined],
  ])('%j is sent as %j', (text, expected) => {
    expect(readExternalRequester({ REQUESTER: text }, 'Requester')).toBe(expected);
  });

  test('is read from the configured field only', () => {
    expect(readExternalRequester({ Requester: 'anna@corp.example' }, undefined)).toBeUndefined();
    expect(readExternalRequester({ Other: 'anna@corp.example' }, 'Requester')).toBeUndefined();
  });

  test('has at most 512 characters', () => {
    const longest = `${'a'.repeat(512 - '@corp.example'.length)}@corp.example`;
    expect(readExternalRequester({ Requester: longest }, 'Requester')).toBe(longest);
    expect(readExternalRequester({ Requester: `a${longest}` }, 'Requester')).toMatchObject({
      problem: expect.not.stringContaining('@'),
    });
  });
});

test("the comment names who asked in Command, cut to SCM's limit", () => {
  expect(requesterComment({ 'keyfactor-requester': 'CORP\\anna' })).toBe('CERTIFICATE_REQUESTOR: CORP\\anna');
  expect(requesterComment({})).toBeUndefined();
  expect(requesterComment({ 'Keyfactor-Requester': 'x'.repeat(2000) })).toHaveLength(1024);
});
