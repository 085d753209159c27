import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeFits } from './runtime.mjs';

/** What the build does not depend on, or writes itself. */
const skipped = new Set(['node_modules', 'dist', 'test', '.turbo']);

/**
 * The built program of the workspace, and whether it is still what the sources say.
 *
 * @param {string} root folder of the workspace
 */
export class BuiltProgram {
  #root;
  #record;

  constructor(root) {
    this.#root = root;
    this.file = join(root, 'apps', 'cli', 'dist', 'main.js');
    this.#record = join(root, 'node_modules', '.cache', 'certbridge-build.json');
  }

  /** Returns the Node to run the program with; undefined if it has to be built first. */
  findNode() {
    const { fingerprint, node } = this.#readRecord();
    if (!existsSync(this.file) || fingerprint !== fingerprintOf(this.#root)) return undefined;
    if (nodeFits(process.versions.node)) return process.execPath;
    return existsSync(node) ? node : undefined;
  }

  /**
   * Builds the program, and notes what from and by which Node.
   *
   * @param {() => boolean} build returns whether the program was built
   */
  build(build) {
    // Taken before: a source that changes meanwhile may or may not be in the build.
    const record = { fingerprint: fingerprintOf(this.#root), node: process.execPath };
    const isBuilt = build();
    if (!isBuilt) return false;
    mkdirSync(dirname(this.#record), { recursive: true });
    writeFileSync(this.#record, JSON.stringify(record));
    return true;
  }

  #readRecord() {
    try {
      return JSON.parse(readFileSync(this.#record, 'utf8'));
    } catch {
      return {};
    }
  }
}

/** Tells one state of the sources from another by names, sizes and times, which is quicker than to read them all. */
function fingerprintOf(root) {
  const hash = createHash('sha256');
  const note = (file) => {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) note(path);
    }
  };
  for (const folder of ['packages', 'apps']) walk(join(root, folder));
  for (const file of readdirSync(root)) if (/\.(json|ts|yaml)$/.test(file)) note(join(root, file));
  return hash.digest('hex');
}
