import { describe, expect, test } from 'vitest';
import {
  checkFigures,
  findExample,
  findFurtherExamples,
  printsAsShown,
  renderFigures,
  replaceFigures,
  wrapForCommonJs,
} from './readme.mjs';

const fence = '```';

test('the first example and what it prints are found', () => {
  const readme = `# A\n\n${fence}sh\nnpm i\n${fence}\n\n${fence}ts\nimport { a } from 'a';\nawait a();\n${fence}\n\n${fence}\nhello\n${fence}\n`;
  expect(findExample(readme)).toEqual({ code: "import { a } from 'a';\nawait a();\n", output: 'hello\n' });
});

test('an example can be without output, and a README without example', () => {
  expect(findExample(`${fence}js\na();\n${fence}\n\n${fence}sh\nls\n${fence}\n`)?.output).toBeUndefined();
  expect(findExample('# A\n')).toBeUndefined();
});

test('further examples in TypeScript are found, whatever is between them', () => {
  const example = (language, code) => `${fence}${language}\n${code}\n${fence}\n\n`;
  const readme = ['js', 'sh', 'ts', 'js', 'ts'].map((language, index) => example(language, `a${index}();`));
  expect(findFurtherExamples(readme.join(''))).toEqual(['a2();\n', 'a4();\n']);
  expect(findFurtherExamples(example('ts', 'a();'))).toEqual([]);
});

test('an example is wrapped for CommonJS with its imports in front', () => {
  const code = "import {\n  a,\n} from 'a';\nimport * as b from 'b';\n\nawait a(b);\n";
  const wrapped = wrapForCommonJs(code);
  expect(
    wrapped.startsWith("import {\n  a,\n} from 'a';\nimport * as b from 'b';\n\nasync function main() {"),
  ).toBe(true);
  expect(wrapped).toContain('await a(b);\n}\n\nvoid main();');
});

test.each([
  ['a\nb', 'a\nb\n', true],
  ['a\nb', 'a\nc', false],
  ['a\nb', 'a', false],
  ['a\nb\nc', 'a\n  …\n', true],
  ['b\nb', 'a\n…', false],
])('printing %j is as shown by %j: %s', (printed, shown, same) => {
  expect(printsAsShown(printed, shown)).toBe(same);
});

describe('the line on the size', () => {
  const figures = { packed: 20_400, unpacked: 80_000, packages: ['ky', 'undici', 'valibot'] };

  test('names few packages and counts many', () => {
    expect(renderFigures(figures)).toBe(
      'Packed 20 kB, unpacked 80 kB; installs 3 other packages (ky, undici, valibot).',
    );
    expect(renderFigures({ ...figures, packages: ['a'] })).toContain('installs 1 other package (a).');
    expect(renderFigures({ ...figures, packages: [] })).toContain('installs 0 other packages.');
    expect(renderFigures({ ...figures, packages: [...'abcdef'] })).toContain('installs 6 other packages.');
  });

  test('may be off by a fifth and a kilobyte, not more', () => {
    const readme = `# A\n\n${renderFigures(figures)}\n`;
    expect(checkFigures(readme, figures)).toEqual([]);
    expect(checkFigures(readme, { ...figures, unpacked: 98_000 })).toEqual([]);
    expect(checkFigures(readme, { ...figures, unpacked: 102_000 })).toHaveLength(1);
    expect(checkFigures(readme, { ...figures, packed: 15_000 })).toHaveLength(1);
    expect(checkFigures(readme, { ...figures, packages: ['ky'] })).toHaveLength(1);
    expect(checkFigures('# A\n', figures)).toHaveLength(1);
  });

  test('is brought up to date', () => {
    const readme = `# A\n\n${renderFigures(figures)}\n\nB\n`;
    const updated = replaceFigures(readme, { ...figures, packed: 30_000 });
    expect(updated).toBe(readme.replace('Packed 20 kB', 'Packed 30 kB'));
  });
});
