import { readFileSync } from 'node:fs';
import { runAll } from './programs/run-all.ts';

// CommonJS has no await outside functions.
runAll(JSON.parse(readFileSync(String(process.argv[2]), 'utf8'))).then(
  (results) => console.log(JSON.stringify(results)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
