import { spawnSync } from 'node:child_process';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** What `openssl req` shows of a request. */
export interface ShownRequest {
  /** Attributes as `TYPE=VALUE`, in their order. */
  readonly subject: readonly string[];
  /** Each extension with alternative names, as text that begins with them, joined with `, `. */
  readonly alternativeNames: readonly string[];
}

/** Undefined where OpenSSL loads no request, or finds it not signed. */
export function shownByOpenssl(der: Uint8Array): ShownRequest | undefined {
  const openssl = (...options: string[]) =>
    spawnSync('openssl', ['req', '-inform', 'DER', '-noout', ...options], { input: der });
  const { status, stdout, stderr } = openssl(
    ...['-verify', '-subject', '-nameopt', 'oid,sep_multiline,utf8,dump_nostr,dump_der'],
  );
  // OpenSSL 3.0 ends with 0 where a signature is wrong.
  if (status !== 0 || !/verify OK/.test(`${stdout}${stderr}`)) return undefined;
  const subject = /^subject=\n?(.*)\n$/ms.exec(stdout.toString('utf8'))?.[1] ?? '';
  const text = openssl('-text').stdout.toString('latin1');
  return {
    subject: subject
      .split(/(?:^|\n) {4}/)
      .slice(1)
      .filter((part) => part !== '')
      .flatMap((part) => part.split(/ \+ (?=\d[\d.]*=)/)),
    alternativeNames: text.split(/X509v3 Subject Alternative Name: (?:critical)?\n */).slice(1),
  };
}
