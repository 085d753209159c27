#!/usr/bin/env node
import { wrongNode } from './wrong-node.ts';

const problem = wrongNode(process.versions.node);
if (problem === undefined) {
  // Loaded afterwards: on an older Node the modules fail with a stack before a line of theirs runs.
  // Not awaited here: the single executable is built as CommonJS, which can't wait at the top.
  void import('./start.ts').then(({ start }) => start());
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
