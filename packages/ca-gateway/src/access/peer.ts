import type { X509Certificate } from 'node:crypto';

/** What a listener knows of the connection that a request came by. */
export interface Peer {
  /** IP address. */
  readonly address: string;
  /**
   * The certificate of its TLS handshake, whose key it has proved to hold, with those that came with it (`issuerCertificate`). It need not
   * be verified, and should be the same object for all requests of a connection.
   */
  readonly certificate?: X509Certificate | undefined;
}
