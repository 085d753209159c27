/**
 * Says what to pass in place of a module, to append to a sentence about a property that is unknown; empty unless the property is one
 * that only modules have. `import * as` and `import()` of a CommonJS or JSON file give an object that has the file's own under `default`.
 */
export function offerExports(object: { readonly default?: unknown }, name: string): string {
  const hasDefault = typeof object.default === 'object' && object.default !== null;
  if (name === 'default' && !hasDefault) return '';
  if (!['default', '__esModule', 'module.exports'].includes(name)) return '';
  return ` It is a module: pass ${hasDefault ? 'its default' : 'a plain object of its exports'}.`;
}
