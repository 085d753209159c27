import { GatewayError } from './gateway-error.ts';

/**
 * Waits for what a CA is asked. Where its connection can't be used, throws a GatewayError that leaves the reason to the log: it is for the
 * operator.
 */
export async function useCa<Result>(asked: Promise<Result>, retryAfterSeconds: number): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'CaPluginError') throw error;
    throw new GatewayError(503, "The CA can't be used now. The log of the gateway says why.", {
      retryAfter: retryAfterSeconds,
      detail: error.message,
    });
  }
}
