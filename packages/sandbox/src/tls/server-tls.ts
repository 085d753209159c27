/** Key, certificate and accepted client CA of a TLS server, as PEM. */
export interface ServerTls {
  key: string;
  cert: string;
  /** CA of client certificates, which are requested but not required. */
  clientCa: string;
}
