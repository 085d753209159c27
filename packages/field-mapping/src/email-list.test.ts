import { describe, expect, test } from 'vitest';
import { isEmailAddress, listEmails } from './email-list.ts';

describe('listEmails', () => {
  test('splits at commas and semicolons and returns the position of each address', () => {
    const text = ' a@x.org;; b@y.org , c@z.org;';
    const emails = listEmails(text);
    expect(emails.map(({ address }) => address)).toEqual(['a@x.org', 'b@y.org', 'c@z.org']);
    for (const { address, start, end } of emails) expect(text.slice(start, end)).toBe(address);
  });

  test('finds none in separators and whitespace', () => {
    expect(listEmails(' ;, ')).toEqual([]);
  });
});

describe('isEmailAddress', () => {
  test.each(['a@b', 'first.last+tag@sub.example.com', "o'neil@example.com", 'ä@ö.de'])(
    'takes %j',
    (address) => {
      expect(isEmailAddress(address)).toBe(true);
    },
  );

  test.each(['', 'a', '@b', 'a@', 'a@b@c', 'A Name <a@b>', 'a@b\nc'])('refuses %j', (address) => {
    expect(isEmailAddress(address)).toBe(false);
  });
});
