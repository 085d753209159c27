import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkSwitches, defaultSwitches, switchChoices } from './switches.ts';

it('takes the first choice of every switch as its default', () => {
  for (const [name, value] of Object.entries(defaultSwitches())) {
    const [first] = switchChoices[name as keyof typeof switchChoices];
    if (first !== undefined) expect(value).toBe(first);
  }
});

it('refuses an unknown switch and a value that is no choice', () => {
  expect(() => checkSwitches({ customFieldOnPut: 'merge' })).toThrow('There is no switch customFieldOnPut.');
  expect(() => checkSwitches({ customFieldsOnPut: 'mix' })).toThrow(
    'Switch customFieldsOnPut takes one of replace, merge.',
  );
  expect(() => checkSwitches({ customFieldsOnPut: 'mrge' })).toThrow('Did you mean merge?');
  expect(() => checkSwitches({ toString: 1 })).toThrow('There is no switch toString.');
  expect(checkSwitches({ customFieldsOnPut: 'merge' })).toEqual({ customFieldsOnPut: 'merge' });
});

it('takes integers from the minimum on for number switches', () => {
  expect(checkSwitches({ maxReturnLimit: 0 })).toEqual({ maxReturnLimit: 0 });
  expect(() => checkSwitches({ maxReturnLimit: -1 })).toThrow(
    'Switch maxReturnLimit takes an integer from 0.',
  );
  expect(() => checkSwitches({ maxReturnLimit: 1.5 })).toThrow(TypeError);
});

it('has a line in the README for every switch', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const missing = Object.keys(switchChoices).filter((name) => !readme.includes(`| \`${name}\` `));
  expect(missing).toEqual([]);
});
