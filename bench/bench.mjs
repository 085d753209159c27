// Runs all benchmarks, or the one given: `node bench.mjs clients`, `node bench.mjs sync`, `node bench.mjs scale`, `node bench.mjs ca`,
// `node bench.mjs gateway`, `node bench.mjs start`.
import { benchCa } from './ca.mjs';
import { benchClients } from './clients.mjs';
import { benchGateway } from './gateway.mjs';
import { benchScale } from './scale.mjs';
import { benchStart } from './start.mjs';
import { benchSync } from './sync.mjs';

const benchmarks = {
  clients: benchClients,
  sync: benchSync,
  scale: benchScale,
  ca: benchCa,
  gateway: benchGateway,
  start: benchStart,
};
const [name] = process.argv.slice(2);
const chosen = name === undefined ? Object.values(benchmarks) : [benchmarks[name]];
if (chosen.includes(undefined)) {
  console.error(`usage: node bench.mjs [${Object.keys(benchmarks).join('|')}]`);
  process.exitCode = 2;
} else {
  for (const run of chosen) await run();
}
