import { ApiError, path } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import type { SslDetails } from './certificate-schemas.ts';
import { checkId, checkOneOf } from './check-arguments.ts';
import { type CollectedCertificate, readCollected } from './read-collected.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

const formats = [
  'x509',
  'x509R',
  'x509CO',
  'x509IO',
  'x509IOR',
  'pem',
  'pemco',
  'pemia',
  'base64',
  'bin',
] as const;

/**
 * What SCM puts into the file: leaf and chain (`x509`, `x509R`, `pem`, `pemia`), the leaf only (`x509CO`, `pemco`), the
 * chain only (`x509IO`, `x509IOR`), or leaf and chain as PKCS#7 (`base64` in PEM, `bin` in DER).
 */
export type CollectFormat = (typeof formats)[number];

/** What to ask for when a certificate is collected. */
export interface CollectOptions extends CallOptions {
  /** What to ask for (`x509`). Changes which certificates come, not how they are given. */
  readonly format?: CollectFormat | undefined;
  /** Where the format goes: the documented query, or the path, which older instances and proxies may insist on (`query`). */
  readonly formatIn?: 'query' | 'path' | undefined;
}

/** What there is to collect. */
export type CollectResult =
  /** The certificates, each followed by its issuer, the leaf first (with the chain-only formats, the issuing CA). */
  | { readonly status: 'issued'; readonly certificates: readonly CollectedCertificate[] }
  /** Not issued yet. */
  | { readonly status: 'pending' }
  /** Revoked, so that SCM doesn't give it out any more. */
  | { readonly status: 'revoked' }
  /** Declined, rejected or otherwise never to be issued; `reason` is SCM's word for it. */
  | { readonly status: 'failed'; readonly reason: string };

/** Codes that say "not yet"; 0 is the one observed, and in no table. [opensciencegrid/osg-pki-tools, duke-automation/varanus] */
const pendingCodes: ReadonlySet<unknown> = new Set([0, -1400, -183, -109, -103, -102]);
const revokedCode = -110;
const askAdministratorCode = -169;

/** Collects a certificate; throws an `ApiError` where that is neither possible nor a matter of its state. */
export async function collectCertificate(
  { rest, get }: ScmApi & { readonly get: (sslId: number, options: CallOptions) => Promise<SslDetails> },
  sslId: number,
  { format = 'x509', formatIn = 'query', signal }: CollectOptions,
): Promise<CollectResult> {
  checkOneOf(format, { name: 'format', allowed: formats });
  const file = path`/api/ssl/v1/collect/${checkId(sslId, 'sslId')}`;
  const target = formatIn === 'path' ? file + path`/${format}` : file;
  const query = formatIn === 'path' ? {} : { format };
  const download = async () =>
    readFile((await rest.download({ method: 'GET', path: target, query, signal })).data, target);
  try {
    return await download();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The OAuth2 flavour need not send a code; then the record tells.
    const codeless = error.status === 400 && error.apiCode === undefined;
    if (codeless) return resultOf(await get(sslId, { signal })) ?? (await download());
    const result = resultOfRefusal(error);
    if (result === undefined) throw error;
    return result;
  }
}

function readFile(data: Uint8Array, target: string): CollectResult {
  // Seen from a server that had nothing to give yet.
  if (data.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))) return { status: 'pending' };
  const certificates = readCollected(data);
  if (certificates !== undefined) return { status: 'issued', certificates };
  throw new ApiError(
    `${system} gave a response that can't be used (GET ${target}): expected certificates in PEM, DER or PKCS#7, whole and not cut off.`,
    { code: 'invalid-response', status: 200, retryable: true, system, method: 'GET', path: target },
  );
}

function resultOfRefusal({ apiCode, apiMessage }: ApiError): CollectResult | undefined {
  if (pendingCodes.has(apiCode)) return { status: 'pending' };
  if (apiCode === revokedCode) return { status: 'revoked' };
  if (apiCode !== askAdministratorCode) return undefined;
  return { status: 'failed', reason: apiMessage ?? 'Ask the administrator.' };
}

/** What a state means for collection; undefined where it says nothing against it, as after an issue in the meantime. */
export function resultOf({ status }: SslDetails): CollectResult | undefined {
  switch (status) {
    case 'Init':
    case 'Requested':
    case 'SAApproved':
    case 'Approved':
    case 'Applied':
      return { status: 'pending' };
    case 'Revoked':
      return { status: 'revoked' };
    case 'Declined':
    case 'Rejected':
    case 'Invalid':
      return { status: 'failed', reason: status };
    default:
      return undefined;
  }
}
