import { expect, test } from 'vitest';
import { endSentence } from './end-sentence.ts';

test.each([
  ['There is none', 'There is none.'],
  ['There is none.', 'There is none.'],
  ['Did you mean status?', 'Did you mean status?'],
  ['Stop!', 'Stop!'],
])('%s is ended once', (text, ended) => {
  expect(endSentence(text)).toBe(ended);
});
