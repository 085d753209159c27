/** The oldest Node that the program runs on, as its package says. */
const oldest = [22, 18] as const;

/** Says that this Node is too old, and which one is needed; undefined where it is not. */
export function wrongNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return `certbridge needs Node.js ${oldest.join('.')} or later, and this is ${version}: install a newer one from https://nodejs.org.`;
}
