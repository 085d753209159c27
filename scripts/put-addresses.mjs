// Puts the addresses of scripts/addresses.json into every file that has them: change them there, then run
// `node scripts/put-addresses.mjs`. The root package.json tells which address the files had before. With `--check-public` it changes
// nothing, and fails while the address is a placeholder: npm would refuse a package whose provenance comes from elsewhere.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { repository: next } = readJson('scripts/addresses.json');
const { repository } = readJson('package.json');
const former = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

if (process.argv.includes('--check-public')) checkPublic();
else putAddresses();

function checkPublic() {
  if (!new URL(next).hostname.endsWith('.example')) return;
  console.error(`${next} is a placeholder: put the address of the repository into scripts/addresses.json.`);
  process.exitCode = 1;
}

function putAddresses() {
  const options = ['--fixed-strings', '--files-with-matches', '-z', former];
  const files = execFileSync('git', ['grep', ...options], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    writeFileSync(join(root, file), readFileSync(join(root, file), 'utf8').replaceAll(former, next));
    console.log(file);
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}
