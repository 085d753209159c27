import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  type ArbitraryResponseOptions,
  arbitraryResponse,
  type GeneratedResponse,
} from './arbitrary-response.ts';
import { type ClientRequest, createRequestCheck, type RequestCheck } from './check-request.ts';
import { type CheckedResponse, createResponseCheck } from './check-response.ts';
import { type ContractOperation, type Operation, readOperations } from './operations.ts';
import { type ContractDocument, resolve, type Schema } from './schema.ts';

/** The names of the contracts. */
export type ContractName = 'sectigo-scm' | 'keyfactor-command';

/** A contract for requests and responses of an API. */
export interface Contract {
  readonly operations: readonly ContractOperation[];
  /** Lists the properties of an operation's JSON body as paths, `criteria.0.value` for those of the items of a list. */
  bodyProperties(operationId: string): readonly string[];
  /**
   * Checks a request: method and path, login, parameters, content type, body.
   *
   * Undocumented properties are problems, too.
   */
  checkRequest(request: ClientRequest): RequestCheck;
  /**
   * Checks the response of a server: status, media type, headers, body. Undocumented properties are problems, too.
   *
   * Returns one sentence for each problem. For a request that the contract does not have, it must be an error.
   */
  checkResponse(response: CheckedResponse): string[];
  /**
   * Generates responses of an operation, by default for its first success.
   *
   * Optional properties may be absent, nullable ones null, and there may be undocumented ones. Throws if the contract has no
   * such operation or status.
   */
  arbitraryResponse(operationId: string, options?: ArbitraryResponseOptions): fc.Arbitrary<GeneratedResponse>;
}

/** Loads one of the contracts in `@certbridge/sandbox`; SCM's is for header login by default. */
export function loadContract(name: ContractName, flavour?: Flavour): Contract {
  const file = createRequire(import.meta.url).resolve(`@certbridge/sandbox/contracts/${name}.openapi.yaml`);
  return readContract(file, flavour);
}

/** Reads a contract from a file. */
export function readContract(file: string | URL, flavour?: Flavour): Contract {
  const document = ofFlavour(parse(readFileSync(file, 'utf8')) as ContractDocument, flavour);
  const operations = readOperations(document);
  const find = (operationId: string) => {
    const operation = operations.find((each) => each.operationId === operationId);
    if (operation === undefined) throw new Error(`The contract has no operation ${operationId}.`);
    return operation;
  };
  return {
    operations: operations.map(({ operationId, method, path }) => ({ operationId, method, path })),
    bodyProperties: (operationId) => listBodyProperties(document, find(operationId)),
    checkRequest: createRequestCheck(document, operations),
    checkResponse: createResponseCheck(document, operations),
    arbitraryResponse(operationId, options = {}) {
      return arbitraryResponse(document, find(operationId), options);
    },
  };
}

/** Lists the properties of an operation's JSON body as paths, `criteria.0.value` for those of the items of a list. */
function listBodyProperties(document: ContractDocument, { requestBody }: Operation): string[] {
  const content = requestBody?.content['application/json'];
  return content === undefined ? [] : listProperties(document, content.schema, '');
}

function listProperties(document: ContractDocument, schema: Schema, prefix: string): string[] {
  const { properties = {}, items } = resolve(document, schema);
  return [
    ...Object.entries(properties).flatMap(([name, property]) => [
      `${prefix}${name}`,
      ...listProperties(document, property, `${prefix}${name}.`),
    ]),
    ...(items === undefined ? [] : listProperties(document, items, `${prefix}0.`)),
  ];
}

/** The OAuth2 flavour of SCM's contract; undefined is the one for header login. */
type Flavour = 'oauth' | undefined;

/**
 * Derives the contract of a flavour. In the OAuth2 one, `x-oauth` replaces the node it is in, `absent` removes it, and
 * `x-oauth-path` is the path of the operations next to it.
 */
export function ofFlavour(document: ContractDocument, flavour: Flavour): ContractDocument {
  const { paths, ...rest } = document;
  return {
    ...(convert(rest, flavour) as Omit<ContractDocument, 'paths'>),
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [
        flavour === 'oauth' ? String(item['x-oauth-path'] ?? path) : path,
        convert(item, flavour) as Record<string, unknown>,
      ]),
    ),
  };
}

function convert(node: unknown, flavour: Flavour): unknown {
  if (Array.isArray(node)) return node.map((item) => convert(item, flavour));
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-oauth': other, 'x-oauth-path': _, ...own } = node as Record<string, unknown>;
  if (flavour === 'oauth' && other !== undefined) return other === 'absent' ? undefined : other;
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, value]) => {
      const converted = convert(value, flavour);
      return converted === undefined && value !== undefined ? [] : [[key, converted]];
    }),
  );
}
