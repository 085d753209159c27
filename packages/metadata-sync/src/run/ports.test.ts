import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importKeyfactorMembers, importSectigoMembers } from '../importing/import-options.ts';

const members = [...new Set([...importSectigoMembers, ...importKeyfactorMembers])];

const src = join(import.meta.dirname, '..');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(src, path), 'utf8') }));

/** Members of the ports that sources name, whatever a port is called there; not those in quotes. */
const calls = members.flatMap((member) => {
  const pattern = new RegExp(`\\b${member.replace('.', '\\s*[?!]?\\.\\s*')}\\b(?!['\`])`);
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => ({ path, member }));
});

test('only reading/ and writing/ call the ports', () => {
  expect(calls.filter(({ path }) => !/^(reading|writing)\//.test(path))).toEqual([]);
  // Each member is called somewhere, so the search does find calls.
  expect(members.filter((member) => !calls.some((call) => call.member === member))).toEqual([]);
});

test('reading/ writes nothing to a system, and writing/ reads nothing', () => {
  const writes = members.filter((member) => /\.(create|import|update)/.test(member));
  expect(writes).toHaveLength(5);
  const isForeign = ({ path, member }: (typeof calls)[number]) =>
    path.startsWith(writes.includes(member) ? 'reading/' : 'writing/');
  expect(calls.filter(isForeign)).toEqual([]);
});

test('run/, reading/ and writing/ import nothing of the runs that are built on them', () => {
  const below = sources.filter(({ path }) => /^(run|reading|writing)\//.test(path));
  expect(below.filter(({ text }) => /from '\.\.\/(importing|syncing)\//.test(text))).toEqual([]);
});
