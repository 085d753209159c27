import { describe, expect, test } from 'vitest';
import { matchOption } from './match-option.ts';

describe('matchOption', () => {
  test('an exact match takes precedence over one that ignores case', () => {
    expect(matchOption('prod', ['Prod', 'prod'])).toBe('prod');
    expect(matchOption('PROD', ['Prod', 'prod'])).toBe('Prod');
    expect(matchOption(' test ', ['Prod', 'Test'])).toBe('Test');
    expect(matchOption('Test', [' TEST '])).toBe(' TEST ');
  });

  test('finds nothing among other options or none', () => {
    expect(matchOption('Stage', ['Prod', 'Test'])).toBeUndefined();
    expect(matchOption('Prod', [])).toBeUndefined();
  });

  test('the text of a Boolean field finds the option that means it', () => {
    expect(matchOption('true', ['No', 'Yes'])).toBe('Yes');
    expect(matchOption('false', ['No', 'Yes', 'Unknown'])).toBe('No');
    expect(matchOption('true', ['0', '1'])).toBe('1');
    expect(matchOption('true', ['Yes', 'True'])).toBe('True');
  });

  test('other words and several options of one meaning are not taken for each other', () => {
    expect(matchOption('1', ['No', 'Yes'])).toBeUndefined();
    expect(matchOption('yes', ['true', 'false'])).toBeUndefined();
    expect(matchOption('true', ['Yes', '1'])).toBeUndefined();
  });
});
