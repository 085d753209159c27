import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const directory = new URL('..', import.meta.url);
const readme = await readFile(new URL('README.md', directory), 'utf8');
const examples = ['Lists and records', 'Testing your code'].flatMap((heading) => {
  const [, section = ''] = readme.split(new RegExp(`\n##+ ${heading}\n`));
  const [text = ''] = section.split(/\n##+ /);
  return [...text.matchAll(/```js\n(.*?)```\n\n```\n(.*?)```/gs)].map(([, code = '', output = '']) => ({
    heading,
    uses: /'(msw|@certbridge\/sandbox)'/.exec(code)?.[1],
    code,
    output,
  }));
});

test('the README has an example of lists, and "Testing your code" one with msw and one with the sandbox', () => {
  expect(examples.map(({ heading, uses }) => [heading, uses])).toEqual([
    ['Lists and records', '@certbridge/sandbox'],
    ['Testing your code', 'msw'],
    ['Testing your code', '@certbridge/sandbox'],
  ]);
});

test.each(examples)(
  'the example of "$heading" with $uses prints what the README shows',
  async ({ code, output }) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@certbridge/source', '--input-type=module', '--eval', code],
      { cwd: directory },
    );
    expect(stdout).toBe(output);
  },
);
