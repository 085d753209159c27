// Checks what `build.mjs` has built: checksums, the archive of deploy/, the bill of materials, the headers of the Windows
// program, and the Linux program at work, without a Node.js that it could find: its version, a sync and a gateway against the
// simulated systems.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { listChecksums } from './checksums.mjs';
import { describeWindowsProgram } from './windows-program.mjs';

const root = join(import.meta.dirname, '..');
const files = join(import.meta.dirname, 'files');
const read = (name) => readFileSync(join(files, name));
const linux = join(files, 'certbridge-linux-x64');
const { version } = JSON.parse(readFileSync(join(root, 'apps', 'cli', 'package.json'), 'utf8'));

try {
  check(read('SHA256SUMS').toString() === listChecksums(files), 'the checksums are those of the files');
  checkDeployArchive();
  await checkSbom(JSON.parse(read('certbridge.cdx.json').toString()));
  checkWindowsProgram(describeWindowsProgram(read('certbridge-win-x64.exe')));
  const { stdout } = spawnSync(linux, ['--version'], { encoding: 'utf8', env: {} });
  check(stdout === `${version}\n`, `the Linux program tells its version, ${version}`);
  play('demo.mjs', 'syncs');
  play('demo-gateway.mjs', 'serves a gateway');
} catch (error) {
  console.error(`not as it should be: ${error.message}`);
  process.exitCode = 1;
}

function checkDeployArchive() {
  const { stdout } = spawnSync('tar', ['--list', '--gzip', '--file', join(files, 'deploy.tar.gz')], {
    encoding: 'utf8',
  });
  const packed = stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
  const present = readdirSync(join(root, 'deploy'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  check(isDeepStrictEqual(packed.toSorted(), present.toSorted()), 'the archive has the files of deploy/');
}

async function checkSbom(bom) {
  const problem = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(bom));
  check(problem === null, `the bill of materials is CycloneDX 1.6${problem === null ? '' : `: ${problem}`}`);
  const { component } = bom.metadata;
  check(component.name === 'cli' && component.version === version, 'it is of the program');
  const names = new Set(bom.components.map(({ name }) => name));
  check(
    ['undici', 'pkijs', 'node'].every((name) => names.has(name)),
    'and has what is in it, and Node.js',
  );
  const references = new Set([component, ...bom.components].map((each) => each['bom-ref']));
  const used = bom.dependencies.flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn]);
  check(
    used.every((reference) => references.has(reference)),
    'every dependency in it is listed',
  );
}

function checkWindowsProgram({ machine, subsystem, isSigned, hasProgram, product }) {
  check(machine === 'x64' && subsystem === 'console', 'the Windows program is one for the console of x64');
  check(hasProgram && product === 'Certbridge', 'the program is in it, and its name');
  check(!isSigned, "the signature of Node.js, which can't hold any more, is off");
}

/** Plays a demo with the Linux program; what it prints matters only if it fails. */
function play(demo, what) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', demo), '--program', linux],
    { encoding: 'utf8' },
  );
  check(status === 0, `the Linux program ${what}${status === 0 ? '' : `:\n${stdout}${stderr}`}`);
}

function check(holds, what) {
  if (!holds) throw new Error(what);
  console.log(`  ok: ${what}`);
}
