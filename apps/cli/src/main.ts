#!/usr/bin/env node
import { wrongNode } from './wrong-node.ts';

const problem = wrongNode(process.versions.node);
if (problem === undefined) {
  // Loaded afterwards: on an older Node the modules fail with a stack before a line of theirs runs.
  const { start } = await import('./start.ts');
  await start();
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
