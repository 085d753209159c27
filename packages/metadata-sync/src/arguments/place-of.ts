/** Where the only argument of a function is, for messages. */
export function placeOf(of: string): { readonly of: string; readonly name: string } {
  return { of, name: `The argument of ${of}` };
}
