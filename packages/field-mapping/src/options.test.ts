import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinOptions, splitOptions } from './options.ts';

describe('joinOptions', () => {
  test('joins with commas, without surrounding whitespace and empty options', () => {
    expect(joinOptions(['Prod', ' Test ', '', 'Dev'])).toEqual({ ok: true, text: 'Prod,Test,Dev' });
    expect(joinOptions([])).toEqual({ ok: true, text: '' });
  });

  test('refuses an option with a comma and names it', () => {
    expect(joinOptions(['Prod', 'Berlin, DE'])).toEqual({ ok: false, option: 'Berlin, DE' });
  });

  test('splitOptions reads back what joinOptions writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (options) => {
        const joined = joinOptions(options);
        if (!joined.ok) expect(joined.option).toContain(',');
        else
          expect(splitOptions(joined.text)).toEqual(options.map((option) => option.trim()).filter(Boolean));
      }),
    );
  });
});

describe('splitOptions', () => {
  test('takes null, absent and empty for no options', () => {
    expect([null, undefined, '', ' , '].map(splitOptions)).toEqual([[], [], [], []]);
  });
});
