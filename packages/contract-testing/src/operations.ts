import { type Content, type ContractDocument, type Parameter, type Response, resolve } from './schema.ts';

/** An operation of a contract. */
export interface ContractOperation {
  readonly operationId: string;
  /** In upper case. */
  readonly method: string;
  /** With its parameters in braces: `/Certificates/{id}`. */
  readonly path: string;
}

/** An operation with resolved references. */
export interface Operation extends ContractOperation {
  readonly parameters: readonly Parameter[];
  readonly requestBody: { readonly required?: boolean; readonly content: Content } | undefined;
  readonly responses: Readonly<Record<string, Response>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: Operation['requestBody'] | { readonly $ref: string };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

/** Lists the operations of a contract, in order. */
export function readOperations(document: ContractDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, { parameters: shared = [], ...methods }]) =>
    Object.entries(methods).map(([method, raw]) => {
      const operation = raw as RawOperation;
      const parameters = [
        ...(shared as RawOperation['parameters'] & object),
        ...(operation.parameters ?? []),
      ];
      return {
        operationId: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((parameter) => resolve(document, parameter)),
        requestBody: resolve(document, operation.requestBody),
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, response]) => [
            status,
            resolve(document, response),
          ]),
        ),
      };
    }),
  );
}

/**
 * Finds the operation of a request by its path as it was sent: a parameter may hold bare slashes, as names of issuers do, and broken encodings. A
 * literal path takes precedence.
 */
export function findOperationAsSent(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
): Operation | undefined {
  const candidates = operations.filter((operation) => operation.method === method.toUpperCase());
  return (
    candidates.find((operation) => operation.path === path) ??
    candidates.find((operation) =>
      new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, '.+')}$`).test(path),
    )
  );
}

/** Finds the operation of a request and its path parameters; a literal path takes precedence over one with parameters. */
export function findOperation(
  operations: readonly Operation[],
  { method, path }: { readonly method: string; readonly path: string },
): { readonly operation: Operation; readonly pathValues: Readonly<Record<string, string>> } | undefined {
  const segments = path.split('/');
  const found = operations
    .filter((operation) => operation.method === method.toUpperCase())
    .flatMap((operation) => {
      const pathValues = matchPath(operation.path.split('/'), segments);
      return pathValues === undefined ? [] : [{ operation, pathValues }];
    });
  return found.sort((a, b) => Object.keys(a.pathValues).length - Object.keys(b.pathValues).length)[0];
}

function matchPath(template: readonly string[], segments: readonly string[]) {
  if (template.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined) values[name] = decodeURIComponent(segment);
  }
  return values;
}
