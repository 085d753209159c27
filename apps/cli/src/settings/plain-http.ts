/** A place that a login is sent to. */
export interface LoginTarget {
  /** Display name of the system. */
  readonly system: string;
  readonly url: string | undefined;
  /** The setting that holds the address. */
  readonly setting: string;
}

/**
 * Lists a warning for each system whose login would travel unencrypted: over plain HTTP to another machine than this one.
 */
export function listPlainHttpWarnings(targets: readonly LoginTarget[]): string[] {
  return targets
    .filter(({ url }) => url !== undefined && isUnprotected(url))
    .map(
      ({ system, setting }) =>
        `The login to ${system} is sent over plain http, so anybody on the way can read it. Write the address (${setting}) with https://.`,
    );
}

function isUnprotected(text: string): boolean {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return false;
  const { protocol, hostname } = new URL(trimmed);
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}
