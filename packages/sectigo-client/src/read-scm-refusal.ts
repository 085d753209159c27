import type { Refusal } from '@certbridge/rest-client';
import * as v from 'valibot';

/** The error document. The OAuth2 host guarantees only the description. [SCM API documentation 25.5, "Errors"] */
const ErrorDocumentSchema = v.object({
  code: v.optional(v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number))])),
  description: v.optional(v.string()),
});

type Meaning = Pick<Refusal, 'code' | 'remedy'>;

const internalError: Meaning = { code: 'server-error' };
const notPermitted: Meaning = {
  code: 'forbidden',
  remedy:
    "Give the SCM administrator the role, the organizations and the 'WS API' privilege that this call needs.",
};
const unknownCertificate: Meaning = {
  code: 'not-found',
  remedy: 'It was deleted, or the SCM administrator may not see it.',
};
const changedMeanwhile: Meaning = {
  code: 'conflict',
  remedy: 'Somebody changed it at the same time; try again.',
};

/** What SCM's error codes stand for, as far as they matter to the calls of this client; the status alone says too little. */
const meanings: ReadonlyMap<number, Meaning> = new Map([
  [-1, internalError],
  [-2, internalError],
  [-14, internalError],
  [-65, internalError],
  [-16, { code: 'unauthorized' }],
  [-970, { code: 'unauthorized' }],
  [-3, notPermitted],
  [-25, notPermitted],
  [-37, notPermitted],
  [-226, notPermitted],
  [-738, notPermitted],
  [-123, unknownCertificate],
  [-124, unknownCertificate],
  [-1117, unknownCertificate],
  [-5101, unknownCertificate],
  [-62, { remedy: 'Give every custom field that is mandatory for the REST API a value.' }],
  [-135, { remedy: 'Check that a custom field of exactly this name exists in SCM and is active.' }],
  [
    -1601,
    { remedy: "Check the value against the field's type, its options and the limit of 256 characters." },
  ],
  [-3114, changedMeanwhile],
  [-3115, changedMeanwhile],
]);

/** Reads SCM's error document; undefined where it is none. */
export function readScmRefusal(document: unknown): Refusal | undefined {
  const result = v.safeParse(ErrorDocumentSchema, document);
  if (!result.success) return undefined;
  const { code: apiCode, description: apiMessage } = result.output;
  return { apiCode, apiMessage, ...(apiCode !== undefined && meanings.get(apiCode)) };
}
