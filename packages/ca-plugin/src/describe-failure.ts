import { ApiError, type ApiErrorCode, explainScmCode } from '@certbridge/sectigo-client';
import { CaPluginError, type CaPluginErrorCode } from './contract/ca-plugin-error.ts';
import { publicReason } from './public-reason.ts';

const codes: Readonly<Record<ApiErrorCode, CaPluginErrorCode>> = {
  unauthorized: 'refused',
  forbidden: 'refused',
  'bad-request': 'refused',
  conflict: 'refused',
  'not-stored': 'refused',
  'not-found': 'not-found',
  'invalid-argument': 'invalid-request',
  aborted: 'aborted',
  'rate-limited': 'unavailable',
  'server-error': 'unavailable',
  unreachable: 'unavailable',
  timeout: 'unavailable',
  tls: 'unavailable',
  'invalid-response': 'unavailable',
  'too-large': 'unavailable',
  'not-this-api': 'unavailable',
};

/**
 * Turns what an operation threw into the contract's error: the client's errors, whose messages hold no secret, and the end by a
 * signal. Anything else is a bug and comes back as it is.
 */
export function toCaPluginError(error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof CaPluginError) return error;
  if (error instanceof ApiError) {
    const about = error.code === 'unauthorized' ? 'login' : undefined;
    const code = about === undefined && isInternalError(error) ? 'unavailable' : codes[error.code];
    const reason = code === 'aborted' ? undefined : publicReason(error);
    return new CaPluginError(error.message, { code, about, publicReason: reason });
  }
  const aborted = signal?.aborted && (error === signal.reason || isAbortError(error));
  return aborted ? new CaPluginError('The operation was aborted.', { code: 'aborted' }) : error;
}

/** SCM refuses with an internal error, whatever the status: the caller can't do anything about that. */
function isInternalError({ apiCode, method, path }: ApiError): boolean {
  return typeof apiCode === 'number' && explainScmCode(apiCode, { method, path })?.code === 'server-error';
}

function isAbortError(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
