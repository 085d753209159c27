import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const packages = join(import.meta.dirname, '..', 'packages');
const source = readFileSync(join(packages, 'rest-client/src/http-options.ts'), 'utf8');
const [, body = ''] = /export interface HttpOptions \{(.*?)^\}/ms.exec(source) ?? [];
const options = [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);

test.each(['rest-client', 'sectigo-client', 'keyfactor-client'])(
  'the README of %s has every HTTP option in its table',
  (directory) => {
    const readme = readFileSync(join(packages, directory, 'README.md'), 'utf8');
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter((name) => !readme.includes(`\n| \`http.${name}\` |`))).toEqual([]);
  },
);
