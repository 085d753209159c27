import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const directory = new URL('..', import.meta.url);

test('the example of "Testing your code" prints what the README shows', async () => {
  const readme = await readFile(new URL('README.md', directory), 'utf8');
  const [, section = ''] = readme.split('## Testing your code\n');
  const [, code = '', output] = /```js\n(.*?)```\n\n```\n(.*?)```/s.exec(section) ?? [];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@certbridge/source', '--input-type=module', '--eval', code],
    { cwd: directory },
  );
  expect(stdout).toBe(output);
});
