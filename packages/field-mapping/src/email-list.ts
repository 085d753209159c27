/** An address in a list, with its position in the text. */
export interface ListedEmail {
  readonly address: string;
  readonly start: number;
  readonly end: number;
}

/** Lists the addresses in a text, separated by commas or semicolons. Surrounding whitespace and empty entries are dropped. */
export function listEmails(text: string): ListedEmail[] {
  return [...text.matchAll(/[^,;]+/g)].flatMap(({ 0: entry, index }) => {
    const address = entry.trim();
    const start = index + entry.indexOf(address);
    return address === '' ? [] : [{ address, start, end: start + address.length }];
  });
}

/** Checks whether a text looks like one address: something on both sides of one `@`, no whitespace. Leaves the rest to the server. */
export function isEmailAddress(address: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(address);
}
