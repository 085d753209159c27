/** A refusal with SCM's error document and a status. */
export interface ScmError {
  status: 400 | 401 | 404 | 405 | 500;
  code: number;
  description: string;
}

const jsonHeaders = { 'content-type': 'application/json;charset=UTF-8' };

/** Creates a refusal with status 400. */
export function badRequest(code: number, description: string): ScmError {
  return { status: 400, code, description };
}

/** Renders a refusal. */
export function errorResponse({ status, code, description }: ScmError): Response {
  return new Response(JSON.stringify({ code, description }), { status, headers: jsonHeaders });
}

/** Renders a JSON response with SCM's content type. */
export function scmJson(
  body: unknown,
  headers: Record<string, string> = {},
  status: 200 | 202 = 200,
): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...jsonHeaders, ...headers } });
}

/** Renders a response without a body. */
export function scmEmpty(): Response {
  return new Response(null, { status: 204 });
}

/** Distinguishes a refusal from a result. */
export function isScmError(value: object): value is ScmError {
  return 'code' in value && 'description' in value && 'status' in value;
}
