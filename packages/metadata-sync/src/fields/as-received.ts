/**
 * Puts undocumented keys, which the client holds apart as `raw`, back into their objects, so that an object which is mapped
 * as a whole has the text that SCM gave it.
 */
export function asReceived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asReceived);
  const { raw, ...known } = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(known).map(([key, item]) => [key, asReceived(item)]);
  return { ...Object.fromEntries(entries), ...(typeof raw === 'object' && raw) };
}
