import { findOperationAsSent, type Operation } from './operations.ts';
import { type ContractDocument, type Response, resolve } from './schema.ts';
import { createValidation, type Validation } from './validation.ts';

/** A response of a server, with the request that it is to. */
export interface CheckedResponse {
  readonly method: string;
  /** Path below the base address of the API, as it was sent, without the query. */
  readonly path: string;
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As text. */
  readonly body: string;
}

/** The schema of errors, by the name that contracts have for it. */
const errorSchema = { $ref: '#/components/schemas/Error' };

/** Creates a check of responses against a contract. */
export function createResponseCheck(document: ContractDocument, operations: readonly Operation[]) {
  const validate = createValidation(document);
  return (response: CheckedResponse): string[] => {
    const { status } = response;
    const documented = findOperationAsSent(operations, response)?.responses[String(status)];
    // A server may refuse any request, also one that the contract does not have.
    if (documented === undefined) {
      return status >= 400
        ? checkError(response, validate)
        : [`The contract has no status ${status} of ${response.method} ${response.path}.`];
    }
    return [
      ...checkHeaders(response, { document, documented, validate }),
      ...(status >= 400 ? checkError(response, validate) : checkBody(response, documented, validate)),
    ];
  };
}

function checkHeaders(
  { headers }: CheckedResponse,
  {
    document,
    documented,
    validate,
  }: {
    readonly document: ContractDocument;
    readonly documented: Response;
    readonly validate: Validation;
  },
): string[] {
  return Object.entries(documented.headers ?? {}).flatMap(([name, raw]) => {
    const { schema } = resolve(document, raw);
    const value = headers[name.toLowerCase()];
    if (value === undefined) return [];
    const read = schema.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value;
    return validate(schema, read).map((problem) => `The header ${name} ${problem}.`);
  });
}

function checkBody(response: CheckedResponse, { content }: Response, validate: Validation): string[] {
  if (content === undefined) {
    return response.body === '' ? [] : ['There is a body where the contract has none.'];
  }
  const mediaType = mediaTypeOf(response);
  const schema = content[mediaType]?.schema;
  if (schema === undefined) return [`The content type '${mediaType}' is not in the contract.`];
  const value = mediaType === 'application/json' ? parse(response.body) : response.body;
  return validate(schema, value).map((problem) => `The body ${problem}.`);
}

function checkError(response: CheckedResponse, validate: Validation): string[] {
  const body = parse(response.body) as { error_code?: unknown } | undefined;
  return [
    ...(mediaTypeOf(response) === 'application/json' ? [] : ['The error is not JSON.']),
    ...validate(errorSchema, body).map((problem) => `The error ${problem}.`),
    ...(body?.error_code === response.status ? [] : ['The code of the error is not the status.']),
  ];
}

function mediaTypeOf({ headers }: CheckedResponse): string {
  return (headers['content-type'] ?? '').split(';')[0] ?? '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
