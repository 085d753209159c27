import { expect, test } from 'vitest';
import * as api from './index.ts';

test('the exports are these', () => {
  expect(Object.keys(api).sort()).toEqual(['runCli', 'version']);
});
