/** Keys under which systems, frameworks and gateways say what went wrong, in lower case and without `_` and `-`. */
const wordKeys = new Set(
  (
    'message msg error errormessage errordescription description detail details title reason reasons errors items messages ' +
    'modelstate failedoperations innererror innerexception exceptionmessage fault faultstring validationerrors violations'
  ).split(' '),
);
/** Keys whose objects may have the names of fields for keys, as those of ASP.NET have. */
const fieldKeys = new Set([
  'errors',
  'modelstate',
  'details',
  'detail',
  'items',
  'validationerrors',
  'violations',
]);

const MAX_DEPTH = 6;
const MAX_VALUES = 300;
const MAX_LENGTH = 600;

/**
 * Finds a system's own words in the body of a refusal, whatever its shape: texts under the usual keys of a document, a JSON
 * text, or the beginning of a text that is not a document. Bounded; to be cleaned like everything that a system says.
 *
 * `hide` removes secrets from a text before it is shortened, since part of a secret would not be recognized.
 */
export function findWords(
  document: unknown,
  { text, hide }: { readonly text: string; readonly hide: (text: string) => string },
): readonly string[] {
  return document === undefined ? excerpt(hide(text)) : wordsOf(document, hide);
}

function wordsOf(document: unknown, hide: (text: string) => string): readonly string[] {
  const words: string[] = [];
  let values = 0;
  let length = 0;
  const add = (text: string, label: string) => {
    const trimmed = hide(text).slice(0, MAX_LENGTH).trim();
    if (trimmed === '' || length > MAX_LENGTH) return;
    words.push(label === '' ? trimmed : `${label}: ${trimmed}`);
    length += trimmed.length;
  };
  const visit = (
    value: unknown,
    depth: number,
    { inFields, label }: { inFields: boolean; label: string },
  ) => {
    values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) return;
    if (typeof value === 'string') return add(value, label);
    if (Array.isArray(value)) {
      for (const each of value.slice(0, MAX_VALUES)) visit(each, depth + 1, { inFields, label });
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const entries = Object.entries(value).slice(0, MAX_VALUES);
    const told = entries.filter(([key]) => wordKeys.has(plainKey(key)));
    if (told.length === 0 && inFields) {
      for (const [key, each] of entries) visit(each, depth + 1, { inFields, label: hide(key).slice(0, 100) });
    }
    for (const [key, each] of told) {
      visit(each, depth + 1, { inFields: fieldKeys.has(plainKey(key)), label });
    }
  };
  visit(document, 0, { inFields: false, label: '' });
  return words;
}

function plainKey(key: string): string {
  return key.slice(0, 100).toLowerCase().replace(/[_-]/g, '');
}

/** The beginning of a text, without the tags of XML; none of what is not text. */
function excerpt(text: string): readonly string[] {
  const beginning = text
    .slice(0, 2000)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a file has that is not text
  if (beginning === '' || /[\u0000-\u0008\ufffd]/.test(beginning)) return [];
  return [beginning.length > 200 ? `${beginning.slice(0, 199)}…` : beginning];
}
