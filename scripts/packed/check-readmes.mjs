import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findExample, findFurtherExamples, printsAsShown, wrapForCommonJs } from '../readme.mjs';
import { run, tsc } from './command.mjs';
import { writeJson } from './install.mjs';

/**
 * Compiles and runs the first example of every README in an ESM and in a CommonJS project, and compares what it prints; compiles the
 * further ones that are TypeScript.
 */
export async function checkReadmes(packages, folder) {
  const examples = packages.flatMap(({ directory, name, readme }) => {
    const example = findExample(readme);
    return example === undefined ? [] : [{ ...example, name, file: directory.replaceAll(/\W/g, '-') }];
  });
  const esm = createProject(join(folder, 'readme-esm'), 'module');
  const commonJs = createProject(join(folder, 'readme-commonjs'), 'commonjs');
  for (const { file, code } of examples) {
    writeFileSync(join(esm, `${file}.ts`), code);
    writeFileSync(join(commonJs, `${file}.ts`), wrapForCommonJs(code));
  }
  for (const { directory, readme } of packages) {
    for (const [index, code] of findFurtherExamples(readme).entries())
      writeFileSync(join(esm, `${directory.replaceAll(/\W/g, '-')}-${index + 2}.ts`), code);
  }
  const problems = [...(await compile(esm)), ...(await compile(commonJs))];
  for (const example of examples) {
    problems.push(...(await runExample(esm, 'import', example)));
    problems.push(...(await runExample(commonJs, 'require()', example)));
  }
  return problems;
}

function createProject(project, type) {
  mkdirSync(project);
  writeJson(join(project, 'package.json'), { private: true, type });
  writeJson(join(project, 'tsconfig.json'), {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      types: ['node'],
      outDir: 'out',
      rootDir: '.',
    },
    include: ['*.ts'],
  });
  return project;
}

async function compile(project) {
  const { status, stdout } = await tsc(project, '-p', '.');
  return status === 0 ? [] : [`the examples don't compile in ${project}:\n${stdout}`];
}

async function runExample(project, kind, { file, name, output }) {
  const script = join(project, 'out', `${file}.js`);
  const { status, stdout, stderr } = await run(process.execPath, [script], { cwd: project, mayFail: true });
  if (status !== 0) return [`${name}: the example fails by ${kind}:\n${stdout}${stderr}`];
  if (output !== undefined && !printsAsShown(stdout, output)) {
    return [`${name}: the example prints by ${kind} other than shown:\n${stdout}`];
  }
  console.log(`${name}: the example runs by ${kind}`);
  return [];
}
