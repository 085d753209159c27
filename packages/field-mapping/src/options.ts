export type JoinedOptions =
  | { readonly ok: true; readonly text: string }
  /** The option that contains a comma and so can't be told from two. */
  | { readonly ok: false; readonly option: string };

/**
 * Joins the options of a multiple-choice field into the comma-joined text that Keyfactor Command keeps.
 *
 * Blanks around an option and empty options are dropped, as `splitOptions` does.
 */
export function joinOptions(options: readonly string[]): JoinedOptions {
  const option = options.find((candidate) => candidate.includes(','));
  if (option !== undefined) return { ok: false, option };
  return { ok: true, text: splitOptions(options.join(',')).join(',') };
}

/** Splits the comma-joined options of a metadata field; null and absent are no options. */
export function splitOptions(text: string | null | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '');
}
