import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
// Such a mark in a comment is not noticed by any compiler.
const mark = /^(?:<{7}|>{7}) /m;

test('no file holds the marks of a merge', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  const marked = files.filter((file) => file !== '' && mark.test(readFileSync(join(root, file), 'utf8')));
  expect(marked).toEqual([]);
});
