/** Converts the multi-line name of X509Certificate to RFC 4514. Its values are escaped already; its lines have the order of the certificate. */
export function fromNodeName(name: string | undefined): string {
  return (name ?? '').split('\n').reverse().join(',');
}
