import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeOldDrafts } from './remove-old-drafts.ts';

const ids = [1, 2, 3, 4].map((number) => `0b5e2c1a-0000-4000-8000-00000000000${number}`);
const [first = '', second = ''] = ids;
const nameOf = (id: string) => `.trial.${id}.tmp`;
const files = ['gateway.db', 'client.key'];
const twoHours = 2 * 60 * 60 * 1000;

async function folderWith(drafts: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'drafts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, names] of Object.entries(drafts)) {
    await mkdir(path.join(folder, name));
    for (const file of names) await writeFile(path.join(folder, name, file), '');
  }
  return folder;
}

/** Makes a folder and all in it as old as what a killed run has left earlier today. */
async function age(folder: string): Promise<void> {
  const then = new Date(Date.now() - twoHours);
  for (const name of await readdir(folder)) await utimes(path.join(folder, name), then, then);
  await utimes(folder, then, then);
}

test('an old draft is removed, and one that may be of a run under way is reported', async () => {
  const folder = await folderWith({
    [nameOf(first)]: ['gateway.db', 'gateway.db-wal', `.client.key.${second}.tmp`],
    [nameOf(second)]: ['gateway.db'],
  });
  await age(path.join(folder, nameOf(first)));
  expect(await removeOldDrafts(folder, { nameOf, files })).toEqual([path.join(folder, nameOf(second))]);
  expect(await readdir(folder)).toEqual([nameOf(second)]);
});

test('a draft that was filled a moment ago stays, however old its folder is', async () => {
  const draft = nameOf(first);
  const folder = await folderWith({ [draft]: ['gateway.db', 'client.key'] });
  await age(path.join(folder, draft));
  await utimes(path.join(folder, draft, 'client.key'), new Date(), new Date());
  expect(await removeOldDrafts(folder, { nameOf, files })).toHaveLength(1);
  expect(await readdir(path.join(folder, draft))).toHaveLength(2);
});

test('nothing of others is touched', async () => {
  const foreign = [
    `.other.${first}.tmp`,
    '.trial.tmp',
    `.trial.${first}.tmp.old`,
    `trial.${first}.tmp`,
    '.trial.x.tmp',
  ];
  const folder = await folderWith({
    ...Object.fromEntries(foreign.map((name) => [name, ['gateway.db']])),
    [nameOf(first)]: ['gateway.db', 'letter.txt'],
  });
  const elsewhere = await folderWith({ kept: ['gateway.db'] });
  await symlink(path.join(elsewhere, 'kept'), path.join(folder, nameOf(second)));
  for (const name of await readdir(folder)) await age(path.join(folder, name));
  expect(await removeOldDrafts(folder, { nameOf, files })).toEqual([path.join(folder, nameOf(first))]);
  expect((await readdir(folder)).sort()).toEqual([...foreign, nameOf(first), nameOf(second)].sort());
  expect(await readdir(path.join(folder, nameOf(first)))).toEqual(['gateway.db', 'letter.txt']);
  expect(await readdir(path.join(elsewhere, 'kept'))).toEqual(['gateway.db']);
});

test('a folder that is not there has no drafts', async () => {
  expect(await removeOldDrafts(path.join(tmpdir(), 'nowhere', first), { nameOf, files })).toEqual([]);
});
