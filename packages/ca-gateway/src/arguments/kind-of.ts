/** Names the kind of a value, and nothing that it holds. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (isPromise(value)) return 'a promise';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Lets a promise that nothing awaits fail silently: its rejection would end the process. */
export function leaveAlone(value: unknown): void {
  if (isPromise(value)) Promise.resolve(value).catch(() => undefined);
}

function isPromise(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
