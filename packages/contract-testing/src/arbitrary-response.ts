import * as fc from 'fast-check';
import { arbitraryValue } from './arbitrary-value.ts';
import type { Operation } from './operations.ts';
import { type ContractDocument, type Response, resolve } from './schema.ts';

/** A response generated from a contract. */
export interface GeneratedResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON document, or text for another content type; undefined if there is no body. */
  readonly body: unknown;
}

/** Options for generating responses. */
export interface ArbitraryResponseOptions {
  /** A documented status. Default: the first success. */
  readonly status?: number | undefined;
  /** Also generate undocumented values of closed enumerations, as a later release of the server may send. Default: false. */
  readonly unknownEnumValues?: boolean | undefined;
}

/** Generates responses of an operation. */
export function arbitraryResponse(
  document: ContractDocument,
  operation: Operation,
  options: ArbitraryResponseOptions,
): fc.Arbitrary<GeneratedResponse> {
  const statuses = Object.keys(operation.responses).map(Number);
  const status = options.status ?? statuses.find((each) => each < 300);
  const response = operation.responses[String(status)];
  if (status === undefined || response === undefined) {
    throw new Error(`The contract documents no such status of ${operation.operationId}.`);
  }
  const { contentType, body } = arbitraryBody(document, { operation, response, options });
  return fc.record({ headers: arbitraryHeaders(document, response), body }).map((parts) => ({
    status,
    headers: {
      ...parts.headers,
      ...(contentType !== undefined && { 'content-type': contentType }),
      // A total that doesn't match the rows would keep any reader from finishing.
      ...(Array.isArray(parts.body) &&
        'x-total-count' in parts.headers && { 'x-total-count': String(parts.body.length) }),
    },
    body: parts.body,
  }));
}

function arbitraryHeaders(document: ContractDocument, { headers = {} }: Response) {
  const entries = Object.entries(headers).map(([name, reference]) => {
    const header = resolve(document, reference);
    const value = arbitraryValue(document, header.schema, {}).map(headerText);
    return [name.toLowerCase(), header.required === true ? value : fc.option(value, { nil: undefined })];
  });
  return fc
    .record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<string | undefined>>)
    .map((record) =>
      Object.fromEntries(
        Object.entries(record).filter(
          (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'content-length',
        ),
      ),
    );
}

/** Keeps only characters allowed in a header. */
function headerText(value: unknown): string {
  return String(value).replaceAll(/[^\x21-\x7e]/g, '');
}

function arbitraryBody(
  document: ContractDocument,
  {
    operation,
    response,
    options,
  }: { operation: Operation; response: Response; options: ArbitraryResponseOptions },
): { contentType: string | undefined; body: fc.Arbitrary<unknown> } {
  const content = response.content ?? {};
  const contentType = 'application/json' in content ? 'application/json' : Object.keys(content)[0];
  const schema = contentType === undefined ? undefined : content[contentType]?.schema;
  if (contentType === undefined || schema === undefined || operation.method === 'HEAD') {
    return { contentType: undefined, body: fc.constant(undefined) };
  }
  return { contentType, body: arbitraryValue(document, schema, options) };
}
