import { findOperation, type Operation } from './operations.ts';
import type { ContractDocument, Parameter } from './schema.ts';
import { createValidation, type Validation } from './validation.ts';

/** A request from a client. */
export interface ClientRequest {
  readonly method: string;
  /** Path and query below the base address of the API. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; undefined if there is none. */
  readonly body?: unknown;
}

/** The result of checking a request. */
export interface RequestCheck {
  /** Absent if the contract has no such method and path. */
  readonly operationId?: string;
  /** One sentence each; empty if the request is valid. */
  readonly problems: readonly string[];
}

/** Creates a check of requests against a contract. */
export function createRequestCheck(document: ContractDocument, operations: readonly Operation[]) {
  const validate = createValidation(document);

  return (request: ClientRequest): RequestCheck => {
    const [path = '', search = ''] = request.url.split(/\?(.*)/s);
    const found = findOperation(operations, { method: request.method, path });
    if (found === undefined) return { problems: [`The contract has no ${request.method} ${path}.`] };
    const { operation, pathValues } = found;
    const query = [...new URLSearchParams(search)];
    return {
      operationId: operation.operationId,
      problems: [
        ...checkSecurity(document, request),
        ...checkNames(
          operation,
          query.map(([name]) => name),
        ),
        ...operation.parameters.flatMap((parameter) => {
          const values = {
            path: pathValues,
            query: Object.fromEntries(query),
            header: request.headers,
          }[parameter.in];
          return checkParameter(parameter, values[parameter.name], validate);
        }),
        ...checkBody(operation, request, validate),
      ],
    };
  };
}

/** The OAuth2 flavour of SCM uses a bearer token instead of the contract's logins. */
function checkSecurity({ security, components }: ContractDocument, { headers }: ClientRequest): string[] {
  if (/^Bearer \S+$/.test(headers.authorization ?? '')) return [];
  const kept = security.some((alternative) =>
    Object.keys(alternative).every((name) => {
      const scheme = components.securitySchemes[name];
      if (scheme?.type === 'apiKey') return (headers[scheme.name?.toLowerCase() ?? ''] ?? '') !== '';
      if (scheme?.type === 'http' && scheme.scheme === 'basic')
        return /^Basic \S+$/.test(headers.authorization ?? '');
      // A client certificate isn't visible in the request.
      return scheme?.type === 'mutualTLS';
    }),
  );
  return kept ? [] : ['The request carries none of the logins of the contract.'];
}

function checkNames(operation: Operation, names: readonly string[]): string[] {
  const known = new Set(operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name));
  return [
    ...names.filter((name) => !known.has(name)).map((name) => `The query parameter ${name} is unknown.`),
    ...names
      .filter((name, index) => names.indexOf(name) < index)
      .map((name) => `The query parameter ${name} is there more than once.`),
  ];
}

function checkParameter(parameter: Parameter, text: string | undefined, validate: Validation): string[] {
  const where = `The ${parameter.in} parameter ${parameter.name}`;
  if (text === undefined) return parameter.required === true ? [`${where} is missing.`] : [];
  const results = readings(text).map((value) => validate(parameter.schema, value));
  return results.some((problems) => problems.length === 0)
    ? []
    : (results[0] ?? []).map((problem) => `${where} ${problem}.`);
}

/** The possible values of a parameter's text; problems are reported for the first one. */
function readings(text: string): unknown[] {
  if (/^-?\d+$/.test(text)) return [Number(text), text];
  return text === 'true' || text === 'false' ? [text === 'true', text] : [text];
}

function checkBody(operation: Operation, request: ClientRequest, validate: Validation): string[] {
  const { requestBody } = operation;
  if (request.body === undefined) return requestBody?.required === true ? ['The body is missing.'] : [];
  if (requestBody === undefined) return ['There is a body where the contract has none.'];
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0] ?? '';
  const content = requestBody.content[mediaType];
  if (content === undefined) return [`The content type '${mediaType}' is unknown.`];
  return validate(content.schema, request.body).map((problem) => `The body ${problem}.`);
}
