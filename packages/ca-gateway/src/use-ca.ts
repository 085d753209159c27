import { GatewayError } from './gateway-error.ts';

/**
 * Waits for what a CA is asked. Where its connection can't be used, throws a GatewayError that leaves the reason to the log: it is for the
 * operator.
 */
export async function useCa<Result>(asked: Promise<Result>, retryAfterSeconds: number): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    if (!isCaError(error)) throw error;
    throw caUnavailable(error, retryAfterSeconds);
  }
}

/** Creates the error for a caller of a CA that can't do what it is asked now. */
export function caUnavailable({ message: detail }: Error, retryAfter: number): GatewayError {
  return new GatewayError(503, "The CA can't be used now. The log of the gateway says why.", {
    retryAfter,
    detail,
  });
}

/**
 * Whether an error says that a CA can't do what it is asked now, and not that the gateway asked in a wrong way. The gateway knows no
 * package of a plugin, so by its name.
 */
export function isCaError(error: unknown): error is Error & { readonly name: 'CaPluginError' } {
  if (!(error instanceof Error) || error.name !== 'CaPluginError') return false;
  return (error as { readonly code?: unknown }).code !== 'invalid-argument';
}
