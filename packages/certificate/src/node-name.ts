/** Writes a name as RFC 4514 has it that Node gives: a line an attribute, values escaped, in the order of the certificate. */
export function nameOfNode(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(',');
}
