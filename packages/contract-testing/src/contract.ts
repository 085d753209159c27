import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  type ArbitraryResponseOptions,
  arbitraryResponse,
  type GeneratedResponse,
} from './arbitrary-response.ts';
import { type CheckedRequest, createRequestCheck, type RequestCheck } from './check-request.ts';
import { type Flavour, ofFlavour } from './of-flavour.ts';
import { type ContractOperation, readOperations } from './operations.ts';
import type { ContractDocument } from './schema.ts';

/** The contracts that there are. */
export type ContractName = 'sectigo-scm' | 'keyfactor-command';

/** What an API takes and answers. */
export interface Contract {
  readonly operations: readonly ContractOperation[];
  /**
   * Tells what is wrong with a request: method and path, login, parameters, content type, body.
   *
   * Properties that the contract lacks are wrong too.
   */
  checkRequest(request: CheckedRequest): RequestCheck;
  /**
   * Generates answers of an operation, by default of its first success.
   *
   * Optional properties are there or not, null where it is allowed, beside properties that the contract does not know.
   * Throws where the contract has no such operation or status.
   */
  arbitraryResponse(operationId: string, options?: ArbitraryResponseOptions): fc.Arbitrary<GeneratedResponse>;
}

/** Reads one of the contracts that `@certbridge/sandbox` carries, SCM's by default in the flavour with login by headers. */
export function loadContract(name: ContractName, flavour?: Flavour): Contract {
  const file = createRequire(import.meta.url).resolve(`@certbridge/sandbox/contracts/${name}.openapi.yaml`);
  const document = ofFlavour(parse(readFileSync(file, 'utf8')) as ContractDocument, flavour);
  const operations = readOperations(document);
  return {
    operations: operations.map(({ operationId, method, path }) => ({ operationId, method, path })),
    checkRequest: createRequestCheck(document, operations),
    arbitraryResponse(operationId, options = {}) {
      const operation = operations.find((each) => each.operationId === operationId);
      if (operation === undefined) throw new Error(`The contract ${name} has no operation ${operationId}.`);
      return arbitraryResponse(document, operation, options);
    },
  };
}
