/** A schema: the subset of JSON Schema 2020-12 that the contracts use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly 'x-empty-string-seen'?: boolean;
}

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** A body by media type. */
export type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** A response of an operation. */
export interface Response {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: Schema }>>;
  readonly content?: Content;
}

/** A security scheme. */
export interface SecurityScheme {
  readonly type: 'apiKey' | 'mutualTLS' | 'http' | 'oauth2';
  readonly name?: string;
  readonly scheme?: string;
}

/** A contract as parsed from YAML. */
export interface ContractDocument {
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** Resolves references in the document. */
export function resolve<T>(document: ContractDocument, node: T | { readonly $ref: string }): T {
  if (typeof node !== 'object' || node === null || !('$ref' in node) || typeof node.$ref !== 'string') {
    return node as T;
  }
  let target: unknown = document;
  for (const part of node.$ref.slice(2).split('/')) target = (target as Record<string, unknown>)?.[part];
  if (target === undefined) throw new Error(`The contract refers to ${node.$ref}, which is not there.`);
  return resolve(document, target as T);
}
