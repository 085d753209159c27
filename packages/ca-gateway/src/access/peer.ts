import type { X509Certificate } from 'node:crypto';

/** What a listener knows of a request and the connection that it came by. */
export interface Peer {
  /** IP address. */
  readonly address: string;
  /** The certificate of its TLS handshake, whose key it has proved to hold. */
  readonly certificate?: X509Certificate | undefined;
  /** Whether the TLS layer has verified that certificate against the client authorities: true or false, and not a word for it, as proxies have. */
  readonly authorized: boolean;
  /**
   * Headers of the request as they came, each name followed by its value: a `Request` joins those of one name. Without them, a header of a proxy that
   * comes more than once is recognized only by its form.
   */
  readonly rawHeaders?: readonly string[] | undefined;
}
