/** Tells that a connection failed on its way to the proxy, or at it. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  /** Host and port of the proxy, without its login. */
  readonly proxy: string;

  constructor(proxy: string, cause: unknown) {
    super('The connection to the proxy failed.', { cause });
    this.proxy = proxy;
  }
}
