/**
 * Renders the licenses of what is in a program, which most of them demand to come with it.
 *
 * @param {readonly {name: string, version: string, license: string, texts: readonly string[]}[]} packages
 */
export function renderNotices(packages) {
  const notices = packages.map(({ name, version, license, texts }) =>
    [`${name} ${version} (${license})`, ...texts].join('\n\n'),
  );
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `${['This program contains the following packages.', ...notices].join(line)}\n`;
}
