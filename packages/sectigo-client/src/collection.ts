import { ApiError, type CallOptions, path } from '@certbridge/rest-client';
import { checkId, checkOneOf } from './check-arguments.ts';
import { type CollectedCertificate, readCollected } from './read-collected.ts';
import type { ScmApi } from './scm-api.ts';
import type { SslDetails } from './ssl-details.ts';
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
 * The content of the file: leaf and chain (`x509`, `x509R`, `pem`, `pemia`), only the leaf (`x509CO`, `pemco`), only the chain
 * (`x509IO`, `x509IOR`), or leaf and chain as PKCS#7 (`base64` in PEM, `bin` in DER).
 */
export type CollectFormat = (typeof formats)[number];

/** Options for collecting a certificate. */
export interface CollectOptions extends CallOptions {
  /** Format of the file. Affects which certificates are returned, not how. Default: `x509`. */
  readonly format?: CollectFormat | undefined;
  /** Whether the format is sent in the query, as documented, or in the path, which older instances and proxies may need. Default: `query`. */
  readonly formatIn?: 'query' | 'path' | undefined;
}

/** The result of collecting a certificate. */
export type CollectResult =
  /** The certificates, each followed by its issuer; the first is the leaf, or the issuing CA with a chain-only format. */
  | { readonly status: 'issued'; readonly certificates: readonly CollectedCertificate[] }
  /** Not issued yet. */
  | { readonly status: 'pending' }
  /** Revoked, so SCM no longer returns it. */
  | { readonly status: 'revoked' }
  /** Will never be issued, for instance because it was declined or rejected; `reason` is SCM's term. */
  | { readonly status: 'failed'; readonly reason: string };

/** Codes that mean "not yet"; 0 is the one observed in practice, though undocumented. [opensciencegrid/osg-pki-tools, duke-automation/varanus] */
const pendingCodes: ReadonlySet<unknown> = new Set([0, -1400, -183, -109, -103, -102]);
const revokedCode = -110;
const askAdministratorCode = -169;

/** Collects a certificate. Throws an `ApiError` for any failure other than the state of the certificate. */
export async function collectCertificate(
  { rest, get }: ScmApi & { readonly get: (sslId: number, options: CallOptions) => Promise<SslDetails> },
  sslId: number,
  { format = 'x509', formatIn = 'query', signal }: CollectOptions,
): Promise<CollectResult> {
  checkOneOf(format, { name: 'format', allowed: formats });
  checkOneOf(formatIn, { name: 'formatIn', allowed: ['query', 'path'] });
  const file = path`/api/ssl/v1/collect/${checkId(sslId, 'sslId')}`;
  const target = formatIn === 'path' ? file + path`/${format}` : file;
  const query = formatIn === 'path' ? {} : { format };
  const download = async () =>
    readFile((await rest.download({ method: 'GET', path: target, query, signal })).data, target);
  try {
    return await download();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The OAuth2 flavour may omit the code; the record has the state.
    const codeless = error.status === 400 && error.apiCode === undefined;
    if (codeless) return resultOf(await get(sslId, { signal })) ?? (await download());
    const result = resultOfRefusal(error);
    if (result === undefined) throw error;
    return result;
  }
}

function readFile(data: Uint8Array, target: string): CollectResult {
  // Observed from a server before the certificate was issued.
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

/** Returns what a state means for collection; undefined if collection should work, for instance because it was just issued. */
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
