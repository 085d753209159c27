import { type ArgumentsOf, type CallOptions, checkCalls, path } from '@certbridge/rest-client';
import { callOptions } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import { checkId } from './check-arguments.ts';
import type { ScmApi } from './scm-api.ts';
import type { SslDcv } from './ssl-dcv.ts';
import { SslDcvDocumentSchema } from './ssl-dcv-schemas.ts';
import { system } from './system.ts';

/** Domain validation of a single order; for whole domains see `domainValidations`. */
export interface OrderValidation {
  /** Gets log and instructions. */
  dcv(sslId: number, options?: CallOptions): Promise<SslDcv>;
  /** Asks the CA to check again. The result has the log, but no instructions. Never retried. */
  recheckDcv(sslId: number, options?: CallOptions): Promise<SslDcv>;
}

const argumentsOf: ArgumentsOf<OrderValidation> = {
  dcv: [null, callOptions],
  recheckDcv: [null, callOptions],
};

/** Creates the validation calls for orders of a client. */
export function createOrderValidation({ rest }: ScmApi): OrderValidation {
  const calls: OrderValidation = {
    async dcv(sslId, { signal } = {}) {
      const { data } = await rest.json({
        method: 'GET',
        path: path`/api/ssl/v1/${checkId(sslId, 'sslId')}/dcv`,
        schema: SslDcvDocumentSchema,
        signal,
      });
      return data;
    },

    async recheckDcv(sslId, { signal } = {}) {
      const call = rest.json({
        method: 'POST',
        path: path`/api/ssl/v1/${checkId(sslId, 'sslId')}/dcv/recheck`,
        schema: SslDcvDocumentSchema,
        signal,
      });
      return (await callOnce(call, { howToCheck: 'read the log of the validation.', again: true })).data;
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'certificates', system });
}
