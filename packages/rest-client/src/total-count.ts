/** Reads an `X-Total-Count` header; undefined where it is absent or no whole number. */
export function totalCount(headers: Headers): number | undefined {
  const text = headers.get('x-total-count')?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
