/** Where the project can be found, as its files say it. */

/**
 * What the package.json of a published package says about its address.
 *
 * @param {string} repository address of the repository, without a slash at its end
 * @param {string} directory of the package, such as `packages/sandbox`
 */
export function manifestAddresses(repository, directory) {
  return {
    repository: { type: 'git', url: `git+${repository}.git`, directory },
    homepage: `${repository}/tree/main/${directory}#readme`,
    bugs: { url: `${repository}/issues` },
  };
}

/**
 * Lists what is wrong with the links of a README on the registry's page, where nothing is beside it.
 *
 * @param {string} markdown
 * @param {string} repository
 * @param {(path: string) => 'blob' | 'tree' | undefined} kindOf tells whether a path of the repository is a file or a folder
 */
export function findBadLinks(markdown, repository, kindOf) {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.flatMap((target) => {
    if (target.startsWith('#')) return [];
    if (!/^https?:/.test(target)) return [`${target} is relative`];
    const [, kind, path] = /\/(blob|tree)\/main\/([^#]+)/.exec(target) ?? [];
    if (kind === undefined) return [];
    if (!target.startsWith(`${repository}/${kind}/main/`)) return [`${target} is not in ${repository}`];
    const found = kindOf(path);
    if (found === undefined) return [`${target} does not exist`];
    return found === kind ? [] : [`${target} must have /${found}/`];
  });
}
