import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const directory = new URL('..', import.meta.url);
const readme = await readFile(new URL('README.md', directory), 'utf8');
const [, section = ''] = readme.split('## Testing your code\n');
const examples = [...section.matchAll(/```js\n(.*?)```\n\n```\n(.*?)```/gs)].map(
  ([, code = '', output = '']) => ({ uses: /'(msw|@certbridge\/sandbox)'/.exec(code)?.[1], code, output }),
);

test('"Testing your code" has an example with msw and one with the sandbox', () => {
  expect(examples.map(({ uses }) => uses)).toEqual(['msw', '@certbridge/sandbox']);
});

test.each(examples)('the example with $uses prints what the README shows', async ({ code, output }) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@certbridge/source', '--input-type=module', '--eval', code],
    { cwd: directory },
  );
  expect(stdout).toBe(output);
});
