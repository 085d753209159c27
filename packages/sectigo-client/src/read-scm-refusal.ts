import type { ReadRefusal } from '@certbridge/rest-client';
import * as v from 'valibot';
import { explainScmCode } from './scm-error-codes.ts';

/** The error document. The OAuth2 host guarantees only the description. [SCM API documentation 25.5, "Errors"] */
const ErrorDocumentSchema = v.object({
  code: v.nullish(v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number))])),
  description: v.nullish(v.string()),
});

/** These say that a certificate is not ready yet, but SCM has a record of it. [SCM API documentation 25.5, "Error codes"] */
const notReady: ReadonlySet<number | undefined> = new Set([0, -103, -183, -1400]);

/** Reads SCM's error document; undefined if it is not one. */
export const readScmRefusal: ReadRefusal = (document, status, call) => {
  const result = v.safeParse(ErrorDocumentSchema, document);
  // Statuses of a proxy, and of a front end that is the wrong one.
  if (!result.success || status === 407 || status === 421) return undefined;
  const apiCode = result.output.code ?? undefined;
  // SCM's codes are 0 or negative; gateways send an HTTP status or a code of their own.
  if (apiCode !== undefined && apiCode > 0) return undefined;
  const description = result.output.description || undefined;
  if (notReady.has(apiCode) && !call.path.includes('/collect/')) {
    // Whatever SCM was to do may be under way, or done, so it isn't a refusal.
    if (description === undefined || call.method !== 'GET') return undefined;
  }
  const known = apiCode === undefined ? undefined : explainScmCode(apiCode, call);
  // A refused login, overload or failure, which gateways send with any code.
  const statusSaysMore = [401, 408, 429].includes(status) || status >= 500;
  // SCM sends "internal error" with any refusal; treat it as transient only if the status isn't more specific.
  const isVague = known?.code === 'server-error' && status !== 400;
  return {
    apiCode,
    apiMessage: description ?? known?.meaning,
    code: statusSaysMore || isVague ? undefined : known?.code,
    remedy: known?.remedy,
  };
};
