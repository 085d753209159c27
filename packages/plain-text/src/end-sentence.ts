/** Ends a sentence with a full stop, unless it has its end already: it may be a question. */
export function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
