/**
 * Converts the multi-line name of X509Certificate to RFC 4514. Its values are escaped already; its lines have the order of the certificate. OpenSSL calls
 * the unique identifier of RFC 1274 `uid`, which is the user id elsewhere. [RFC 4519, section 2.39]
 */
export function fromNodeName(name: string | undefined): string {
  return (name ?? '')
    .replace(/(^|\n| \+ )uid=/g, '$1uniqueIdentifier=')
    .split('\n')
    .reverse()
    .join(',');
}
