import { checkText, checkTexts } from './check-arguments.ts';
/** Result of {@link joinOptions}. */
export type JoinOptionsResult =
  | { readonly ok: true; readonly text: string }
  /** The option that contains a comma, and so would read as two. */
  | { readonly ok: false; readonly option: string };

/**
 * Joins the options of a multiple-choice field with commas, as Keyfactor Command stores them.
 *
 * Surrounding whitespace and empty options are dropped, as in {@link splitOptions}.
 */
export function joinOptions(options: readonly string[]): JoinOptionsResult {
  checkTexts(options, { of: 'joinOptions' });
  const option = options.find((candidate) => candidate.includes(','));
  if (option !== undefined) return { ok: false, option };
  return { ok: true, text: splitOptions(options.join(',')).join(',') };
}

/** Splits the comma-joined options of a metadata field: `splitOptions('Low, High')` is `['Low', 'High']`. Null and undefined count as no options. */
export function splitOptions(text: string | null | undefined): string[] {
  if (text !== null && text !== undefined) checkText(text, { of: 'splitOptions' });
  return (text ?? '')
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '');
}
