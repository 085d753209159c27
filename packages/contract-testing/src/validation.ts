import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ContractDocument, Schema } from './schema.ts';

/** Checks a value against a schema of a contract; one text for each problem. */
export type Validation = (schema: Schema, value: unknown) => string[];

/** Creates a check of values by the schemas of a contract, which forbids properties that they don't name. */
export function createValidation(document: ContractDocument): Validation {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(closeObjects({ components: document.components }), 'contract');
  const validators = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    let validator = validators.get(schema);
    if (validator === undefined) {
      validator = ajv.compile(withAbsoluteReferences(closeObjects(schema)) as Schema);
      validators.set(schema, validator);
    }
    if (validator(value)) return [];
    return (validator.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
    );
  };
}

function withAbsoluteReferences(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withAbsoluteReferences);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' ? `contract${value}` : withAbsoluteReferences(value),
    ]),
  );
}

/**
 * Copies a document and forbids properties that its schemas don't name.
 *
 * The contracts leave objects open, since a server may send undocumented properties; a client must not. A schema used in
 * another one's `allOf` stays open and is closed where it is used.
 */
function closeObjects<T>(document: T): T {
  return close(document, { open: false }) as T;
}

function close(node: unknown, { open }: { readonly open: boolean }): unknown {
  if (Array.isArray(node)) return node.map((item) => close(item, { open }));
  if (typeof node !== 'object' || node === null) return node;
  const closed = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'schemas' ? closeNamed(value) : close(value, { open: key === 'allOf' }),
    ]),
  );
  return open || !isObjectSchema(node) ? closed : { ...closed, unevaluatedProperties: false };
}

/** Keeps named schemas open, since their references are closed. */
function closeNamed(schemas: unknown): unknown {
  return Object.fromEntries(
    Object.entries(schemas as object).map(([name, schema]) => [name, close(schema, { open: true })]),
  );
}

function isObjectSchema(node: object): boolean {
  if ('$ref' in node) return String(node.$ref).startsWith('#/components/schemas/');
  return 'properties' in node || 'allOf' in node;
}
