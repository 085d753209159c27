import { availableParallelism } from 'node:os';
import type { Reporter, TestModule } from 'vitest/node';

const SLOWEST = 10;

/** Lists the slowest files, then prints the final line `N passed, N failed, N skipped`, which scripts and CI parse. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // A file that fails to load has no tests, but must not count as a success.
      if (module.errors().length > 0) counts.failed += 1;
    }
    if (modules.length > SLOWEST) listSlowest(modules);
    console.log(
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`,
    );
  }
}

function listSlowest(modules: readonly TestModule[]): void {
  const files = modules
    .map((module) => ({ name: module.relativeModuleId, seconds: module.diagnostic().duration / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);
  console.log(`\nThe slowest files, in seconds, with ${availableParallelism()} processors:`);
  for (const { name, seconds } of files) console.log(`${seconds.toFixed(1).padStart(7)}  ${name}`);
  console.log();
}
