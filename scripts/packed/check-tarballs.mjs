import { root, run } from './command.mjs';

/** Has publint and attw look at each packed package, two packages at a time: each check keeps one processor busy. */
export async function checkTarballs(packages) {
  const problems = [];
  const waiting = [...packages];
  const checkNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      problems.push(...(await checkTarball(next)));
  };
  await Promise.all([checkNext(), checkNext()]);
  return problems;
}

async function checkTarball({ name, tarball }) {
  const problems = [];
  for (const [tool, ...parameters] of [
    ['publint', '--strict', tarball],
    ['attw', tarball, '--profile', 'esm-only'],
  ]) {
    const { status, stdout, stderr } = await run('pnpm', ['exec', tool, ...parameters], {
      cwd: root,
      mayFail: true,
    });
    if (status !== 0) problems.push(`${name} does not pass ${tool}:\n${stdout}${stderr}`);
  }
  if (problems.length === 0) console.log(`${name} passes publint and attw`);
  return problems;
}
