/** What a README says, read out of its Markdown. */

const blocks = /^```(\w*)\n(.*?)^```$/gms;

/**
 * Finds the first example in a README, and its output if a block without a language follows.
 *
 * @param {string} markdown
 * @returns {{code: string, output: string | undefined} | undefined}
 */
export function findExample(markdown) {
  const found = [...markdown.replaceAll('\r\n', '\n').matchAll(blocks)];
  const index = found.findIndex(([, language]) => ['js', 'ts'].includes(language));
  if (index === -1) return undefined;
  const next = found[index + 1];
  return {
    code: found[index][2],
    output: next !== undefined && ['', 'text'].includes(next[1]) ? next[2] : undefined,
  };
}

/**
 * Finds the examples in TypeScript after the first example of a README.
 *
 * @param {string} markdown
 * @returns {string[]}
 */
export function findFurtherExamples(markdown) {
  const found = [...markdown.replaceAll('\r\n', '\n').matchAll(blocks)];
  const first = found.findIndex(([, language]) => ['js', 'ts'].includes(language));
  return found.flatMap(([, language, code], index) => (index > first && language === 'ts' ? [code] : []));
}

/**
 * Moves everything but the imports of an example into a function, since CommonJS has no top-level await.
 *
 * @param {string} code
 */
export function wrapForCommonJs(code) {
  const statements = code.match(/^import\b[^;]*;$/gm) ?? [];
  const rest = statements.reduce((text, statement) => text.replace(statement, ''), code);
  return `${statements.join('\n')}\n\nasync function main() {\n${rest}}\n\nvoid main();\n`;
}

/**
 * Checks whether a program printed what its README shows. A line `…` matches anything that follows.
 *
 * @param {string} printed
 * @param {string} shown
 */
export function printsAsShown(printed, shown) {
  const lines = (text) =>
    text
      .replaceAll('\r\n', '\n')
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  const expected = lines(shown);
  const actual = lines(printed);
  const cut = expected.findIndex((line) => line.trim() === '…');
  if (cut === -1) return expected.join('\n') === actual.join('\n');
  return expected.slice(0, cut).join('\n') === actual.slice(0, cut).join('\n');
}

const figuresLine = /^Packed (\d+) kB, unpacked (\d+) kB; installs (\d+) other packages?(?: \([^)]*\))?\.$/m;

/**
 * Formats the line about a package's size.
 *
 * @param {{packed: number, unpacked: number, packages: readonly string[]}} figures in bytes
 */
export function renderFigures({ packed, unpacked, packages }) {
  const names = packages.length > 0 && packages.length < 6 ? ` (${packages.join(', ')})` : '';
  const plural = packages.length === 1 ? '' : 's';
  return `Packed ${kilobytes(packed)} kB, unpacked ${kilobytes(unpacked)} kB; installs ${packages.length} other package${plural}${names}.`;
}

/**
 * Lists what is wrong with the line about the size. Sizes may be off by a fifth plus a kilobyte; the number of packages must be exact.
 *
 * @param {string} markdown
 * @param {{packed: number, unpacked: number, packages: readonly string[]}} figures in bytes
 */
export function checkFigures(markdown, figures) {
  const found = figuresLine.exec(markdown);
  if (found === null) return [`has no line "${renderFigures(figures)}"`];
  const [packed, unpacked, packages] = found.slice(1).map(Number);
  const near = (told, real) => Math.abs(told - real / 1000) <= (real / 1000) * 0.2 + 1;
  const right =
    near(packed, figures.packed) && near(unpacked, figures.unpacked) && packages === figures.packages.length;
  return right ? [] : [`says "${found[0]}", but it is "${renderFigures(figures)}"`];
}

/**
 * Replaces the line about the size.
 *
 * @param {string} markdown
 * @param {{packed: number, unpacked: number, packages: readonly string[]}} figures in bytes
 */
export function replaceFigures(markdown, figures) {
  return markdown.replace(figuresLine, () => renderFigures(figures));
}

function kilobytes(bytes) {
  return Math.round(bytes / 1000);
}
