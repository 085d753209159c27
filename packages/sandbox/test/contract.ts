import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

/** A response as a test received it. */
export interface ReceivedResponse {
  method: string;
  /** Path template of the contract. */
  template: string;
  status: number;
  headers: Headers;
  body: string;
}

// Properties that the contract names only in `x-versions` texts.
const olderProperties: Readonly<Record<string, Json>> = {
  MetadataField: { AllowAPI: { type: 'boolean' }, ExplicitUpdate: { type: 'boolean' } },
  CertificateListItem: { CertificateKeyId: { type: 'integer' } },
};

// Statuses that the notes propose or call open, where the contract's operation does not list them.
const statusesFromNotes: Readonly<Record<string, readonly number[]>> = {
  'keyfactor-command': [400],
  'sectigo-scm': [404],
};

/** Checks responses against one of the two contracts: status, content type, headers, body, and no property it does not know. */
export class Contract {
  readonly #name: string;
  readonly #document: Json;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  readonly #validators = new Map<string, ValidateFunction>();

  /** With the flavour `oauth` the contract is that of SCM's OAuth2 API; operations keep the paths of the other one. */
  constructor(name: 'sectigo-scm' | 'keyfactor-command', flavour?: 'oauth') {
    this.#name = name;
    const document = parse(
      readFileSync(new URL(`../contracts/${name}.openapi.yaml`, import.meta.url), 'utf8'),
    ) as Json;
    this.#document = ofFlavour(document, flavour) as Json;
    addFormats.default(this.#ajv);
    addOlderProperties(this.#document);
    if (flavour === 'oauth') loosenErrors(this.#document);
    closeObjects(this.#document, this.#document);
    this.#ajv.addSchema(this.#document, name);
  }

  /** Lists the ids of all operations, sorted. */
  operationIds(): string[] {
    const paths = Object.values(this.#document.paths as Record<string, Record<string, Json>>);
    return paths
      .flatMap((item) => Object.values(item).flatMap(({ operationId }) => operationId ?? []))
      .map(String)
      .sort();
  }

  /** Lists what is wrong with a response; empty when it keeps the contract. */
  check(received: ReceivedResponse): string[] {
    const { method, template, status } = received;
    const responses = ['paths', template, method.toLowerCase(), 'responses'];
    if (this.#lookup(responses) === undefined) return [`no operation ${method} ${template}`];
    const pointer = this.#responsePointer(responses, status);
    if (pointer === undefined) return [`status ${status} is not documented`];
    const response = this.#lookup(pointer) as Json;
    return [
      ...this.#checkHeaders(pointer, response, received),
      ...this.#checkBody(pointer, response, received),
    ];
  }

  #responsePointer(responses: readonly string[], status: number): string[] | undefined {
    const direct = this.#lookup([...responses, String(status)]) as Json | undefined;
    if (direct !== undefined) return this.#follow([...responses, String(status)], direct);
    if (!statusesFromNotes[this.#name]?.includes(status)) return undefined;
    return ['components', 'responses', status === 400 ? 'BadRequest' : 'NotFound'];
  }

  #checkHeaders(pointer: readonly string[], response: Json, { headers }: ReceivedResponse): string[] {
    return Object.entries((response.headers ?? {}) as Record<string, Json>).flatMap(([name, declared]) => {
      const headerPointer = this.#follow([...pointer, 'headers', name], declared);
      const header = this.#lookup(headerPointer) as Json;
      const value = headers.get(name);
      if (value === null) return header.required === true ? [`header ${name} is missing`] : [];
      const numeric = (header.schema as Json).type === 'integer' && /^\d+$/.test(value);
      return this.#validate([...headerPointer, 'schema'], numeric ? Number(value) : value, `header ${name}`);
    });
  }

  #checkBody(pointer: readonly string[], response: Json, received: ReceivedResponse): string[] {
    const { status, headers, body, method } = received;
    const content = response.content as Json | undefined;
    if (content === undefined || method === 'HEAD')
      return body === '' ? [] : ['a body where none is documented'];
    // "Often no body": the notes on Command's 401.
    if (status === 401 && body === '' && this.#name === 'keyfactor-command') return [];
    const mediaType = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (content[mediaType] === undefined) return [`content type ${mediaType} is not documented`];
    const value: unknown = mediaType === 'application/json' ? JSON.parse(body) : body;
    return this.#validate([...pointer, 'content', mediaType, 'schema'], value, 'body');
  }

  #validate(pointer: readonly string[], value: unknown, what: string): string[] {
    const reference = `${this.#name}#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    let validator = this.#validators.get(reference);
    if (validator === undefined) {
      validator = this.#ajv.compile({ $ref: reference, unevaluatedProperties: false });
      this.#validators.set(reference, validator);
    }
    if (validator(value)) return [];
    return (validator.errors ?? []).map(
      ({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  #lookup(pointer: readonly string[]): unknown {
    return pointer.reduce<unknown>((node, part) => (node as Json | undefined)?.[part], this.#document);
  }

  #follow(pointer: readonly string[], node: Json): string[] {
    return typeof node.$ref === 'string' ? node.$ref.slice(2).split('/') : [...pointer];
  }
}

function addOlderProperties(document: Json): void {
  const { schemas } = document.components as { schemas: Record<string, { properties: Json }> };
  for (const [name, properties] of Object.entries(olderProperties))
    Object.assign(schemas[name]?.properties ?? {}, properties);
}

/** Puts what `x-oauth` says in the place of a node, for the OAuth2 flavour, and leaves out what is absent there. */
function ofFlavour(node: unknown, flavour: 'oauth' | undefined): unknown {
  if (Array.isArray(node)) return node.map((item) => ofFlavour(item, flavour));
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-oauth': other, 'x-oauth-path': _, ...own } = node as Json;
  if (flavour === 'oauth' && other !== undefined) return other === 'absent' ? undefined : other;
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, value]) => {
      const kept = ofFlavour(value, flavour);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/** The OAuth2 flavour guarantees only the description of an error. */
function loosenErrors(document: Json): void {
  const { schemas } = document.components as { schemas: Record<string, Json> };
  (schemas.Error ?? {}).required = ['description', 'items', 'details'];
}

/** Forbids properties that a referenced object schema does not name: the contracts leave objects open, the sandbox invents nothing. */
function closeObjects(node: unknown, document: Json, insideAllOf = false): void {
  if (Array.isArray(node)) {
    for (const item of node) closeObjects(item, document, insideAllOf);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Json;
  const target =
    typeof schema.$ref === 'string' ? /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref)?.[1] : undefined;
  if (target !== undefined && !insideAllOf) {
    const { schemas } = document.components as { schemas: Record<string, Json> };
    if (schemas[target]?.additionalProperties === undefined) schema.unevaluatedProperties = false;
  }
  for (const [key, value] of Object.entries(schema)) closeObjects(value, document, key === 'allOf');
}
