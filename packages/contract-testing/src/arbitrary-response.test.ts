import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { arbitraryResponse } from './arbitrary-response.ts';
import { ofFlavour } from './contract.ts';
import { readOperations } from './operations.ts';
import type { ContractDocument } from './schema.ts';

const { resolve } = createRequire(import.meta.url);

describe.each([
  ['sectigo-scm', undefined],
  ['sectigo-scm', 'oauth'],
  ['keyfactor-command', undefined],
] as const)('%s %s', (name, flavour) => {
  const file = resolve(`@certbridge/sandbox/contracts/${name}.openapi.yaml`);
  const document = ofFlavour(parse(readFileSync(file, 'utf8')) as ContractDocument, flavour);
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'contract');

  const responses = readOperations(document).flatMap((operation) =>
    Object.keys(operation.responses).map((status) => ({ operation, status: Number(status) })),
  );
  test.each(responses)(
    'responses $status of $operation.operationId keep the contract',
    ({ operation, status }) => {
      const schema = operation.responses[String(status)]?.content?.['application/json']?.schema;
      const isValid = ajv.compile(
        JSON.parse(JSON.stringify(schema ?? {}), (key, value) =>
          key === '$ref' ? `contract${value}` : value,
        ),
      );
      for (const { body } of fc.sample(arbitraryResponse(document, operation, { status }), {
        seed: 2,
        numRuns: 50,
      })) {
        expect(isValid(body), JSON.stringify([body, isValid.errors])).toBe(true);
      }
    },
  );
});
