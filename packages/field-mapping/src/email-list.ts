/** One address of a list, with its place in the text. */
export interface ListedEmail {
  readonly address: string;
  readonly start: number;
  readonly end: number;
}

/** Lists the addresses of a text, separated by commas or semicolons; blanks around them and empty entries don't count. */
export function listEmails(text: string): ListedEmail[] {
  return [...text.matchAll(/[^,;]+/g)].flatMap(({ 0: entry, index }) => {
    const address = entry.trim();
    const start = index + entry.indexOf(address);
    return address === '' ? [] : [{ address, start, end: start + address.length }];
  });
}

/** Tells whether a text looks like one address: something on both sides of one `@`, no blanks. Stricter checks are the server's. */
export function isEmailAddress(address: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(address);
}
