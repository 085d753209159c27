import type { Dirent } from 'node:fs';
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** A run of init takes seconds. */
const OLD_MS = 60 * 60 * 1000;
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Which drafts to remove. */
export interface OldDrafts {
  /** Names a draft by an id of its own. */
  readonly nameOf: (id: string) => string;
  /** Names that files of a draft may begin with; a draft with anything else stays. */
  readonly files: readonly string[];
}

/**
 * Removes the drafts in a folder that runs which were killed have left; returns those that stay, since they may belong to a run under way
 * or have something else in them. Never throws.
 */
export async function removeOldDrafts(
  folder: string,
  { nameOf, files }: OldDrafts,
): Promise<readonly string[]> {
  const [before = '', after = ''] = nameOf('\n').split('\n');
  const id = new RegExp(`^${uuid}$`);
  const isDraft = (name: string) =>
    name.startsWith(before) && name.endsWith(after) && id.test(name.slice(before.length, -after.length));
  const left: string[] = [];
  for (const entry of await list(folder)) {
    if (!entry.isDirectory() || !isDraft(entry.name)) continue;
    const draft = path.join(folder, entry.name);
    const isRemoved = await removeOld(draft, files).catch(() => false);
    if (!isRemoved) left.push(draft);
  }
  return left;
}

async function removeOld(draft: string, files: readonly string[]): Promise<boolean> {
  const entries = await list(draft);
  // What is about to be written has the name of its file within one of its own.
  const isOwn = ({ name }: Dirent) =>
    files.some((file) => name.startsWith(file) || name.startsWith(`.${file}.`));
  if (!entries.every((entry) => entry.isFile() && isOwn(entry))) return false;
  const places = entries.map(({ name }) => path.join(draft, name));
  const times = await Promise.all([draft, ...places].map(async (place) => (await lstat(place)).mtimeMs));
  if (Date.now() - Math.max(...times) < OLD_MS) return false;
  for (const place of places) await rm(place, { force: true });
  await rmdir(draft);
  return true;
}

async function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
