import type { Refusal } from '@certbridge/rest-client';
import * as v from 'valibot';
import { withKnownNames } from './known-names.ts';

const ErrorDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withKnownNames(['ErrorCode', 'Message', 'FailedOperations'])),
  v.looseObject({
    ErrorCode: v.nullish(v.string()),
    Message: v.nullish(v.string()),
    FailedOperations: v.nullish(
      v.array(
        v.pipe(
          v.unknown(),
          v.transform(withKnownNames(['Reason'])),
          v.looseObject({ Reason: v.nullish(v.string()) }),
        ),
      ),
    ),
  }),
);

/**
 * Reads Command's error document; undefined if it is not one. An ErrorCode can have several meanings, so only the status
 * determines the kind of error.
 */
export function readCommandRefusal(document: unknown): Refusal | undefined {
  const result = v.safeParse(ErrorDocumentSchema, document);
  if (!result.success) return undefined;
  const { ErrorCode, Message, FailedOperations } = result.output;
  const reasons = (FailedOperations ?? []).map(({ Reason }) => Reason);
  const apiMessage = [Message, ...reasons]
    .filter((text) => typeof text === 'string' && text !== '')
    .join(' ');
  return { apiCode: ErrorCode ?? undefined, apiMessage: apiMessage === '' ? undefined : apiMessage };
}
