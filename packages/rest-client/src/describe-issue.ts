import * as v from 'valibot';

/** What valibot expects, where its name for it tells a reader little. */
const kinds: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'an array',
  check: 'a usable value',
};

/**
 * Says what a document lacks or has in a form that can't be used, and where: never what it has there. The
 * caller names the row, so that its position in the array is left out.
 */
export function describeIssue(issue: v.BaseIssue<unknown>, { isRow = false } = {}): string {
  const path = v.getDotPath(issue) ?? '';
  const place = isRow ? path.replace(/^\d+\.?/, '') : path;
  const key = issue.path?.at(-1)?.key;
  // That is how valibot tells of a key that is not there.
  if (/object$/.test(issue.type) && issue.expected === `"${String(key)}"`) return `${place} is missing`;
  const name = issue.expected ?? issue.type;
  const kind = (kinds[name] ?? name)
    .replaceAll('_', ' ')
    .replace(/^>=/, 'at least ')
    .replace(/^<=/, 'at most ');
  const where = place === '' ? (isRow ? '' : ' as the document') : ` at ${place}`;
  return `expected ${kind}${where}`;
}
