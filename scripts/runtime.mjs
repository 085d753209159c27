/**
 * Checks whether a Node version can run the workspace's tools: 22.18+, 24.11+ or 26+.
 *
 * The limits are those of tsup 9, the strictest tool.
 *
 * @param {string} version for example `22.18.0`
 */
export function nodeFits(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 22) return minor >= 18;
  if (major === 24) return minor >= 11;
  return major >= 26;
}

/**
 * Checks whether a pnpm version can install the workspace.
 *
 * @param {string} version for example `12.21.0`
 */
export function pnpmFits(version) {
  return version.split('.')[0] === '12';
}

/**
 * Returns the Node release to fetch if the current one isn't suitable.
 *
 * The registry has no Node 24 binaries for macOS and Windows on Arm.
 *
 * @param {string} platform as in `process.platform`
 * @param {string} arch as in `process.arch`
 */
export function nodeToFetch(platform, arch) {
  return arch === 'arm64' && platform !== 'linux' ? 'node@22' : 'node@24';
}
