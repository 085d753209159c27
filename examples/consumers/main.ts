import { readFile } from 'node:fs/promises';
import { runAll } from './programs/run-all.ts';

console.log(JSON.stringify(await runAll(JSON.parse(await readFile(String(process.argv[2]), 'utf8')))));
