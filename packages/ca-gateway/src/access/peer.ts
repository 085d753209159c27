import type { X509Certificate } from 'node:crypto';

/** What a listener knows of the connection that a request came by. */
export interface Peer {
  /** IP address. */
  readonly address: string;
  /** The certificate of its TLS handshake, whose key it has proved to hold. */
  readonly certificate?: X509Certificate | undefined;
  /** Whether the TLS layer has verified that certificate against the client authorities. */
  readonly authorized: boolean;
}
