import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { GeneratedResponse } from './arbitrary-response.ts';
import type { ClientRequest, RequestCheck } from './check-request.ts';
import type { Contract } from './contract.ts';

/** Options of {@link startContractServer}. */
export interface ContractServerOptions {
  /** Seed of the generated responses; the same seed and order of requests yield the same responses. Default: 1. */
  readonly seed?: number | undefined;
  /** Path of the API on the server, such as `/KeyfactorAPI`. Default: none. */
  readonly prefix?: string | undefined;
}

/** A request received by a contract server. */
export interface RecordedRequest extends ClientRequest, RequestCheck {
  /** Path below the prefix, without the query. */
  readonly path: string;
}

type Responder = GeneratedResponse | ((request: RecordedRequest) => GeneratedResponse);

/** A server that holds clients to a contract. */
export interface ContractServer {
  /** With the prefix, without a trailing slash. */
  readonly url: string;
  /** In order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Sets the response of an operation, instead of generated ones. */
  respond(operationId: string, response: Responder): void;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on loopback that checks each request against a contract and responds with a generated document.
 *
 * A request that violates the contract gets 501 with the problems as `Message` and `description`.
 */
export async function startContractServer(
  contract: Contract,
  { seed = 1, prefix = '' }: ContractServerOptions = {},
): Promise<ContractServer> {
  const requests: RecordedRequest[] = [];
  const responders = new Map<string, Responder>();
  const generate = createGenerator(contract, seed);

  const respondTo = (request: RecordedRequest): GeneratedResponse => {
    const { operationId, problems } = request;
    if (operationId === undefined || problems.length > 0) return refusal(problems.join(' '));
    const responder = responders.get(operationId) ?? generate(operationId);
    return typeof responder === 'function' ? responder(request) : responder;
  };
  const server = createServer(async (incoming, response) => {
    try {
      const request = await receive(incoming, { contract, prefix });
      requests.push(request);
      send(response, respondTo(request));
    } catch (error) {
      send(response, refusal(String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    requests,
    respond: (operationId, response) => {
      responders.set(operationId, response);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** No client retries 501; the text is where SCM and Command have theirs. */
function refusal(text: string): GeneratedResponse {
  return { status: 501, headers: {}, body: { code: 0, description: text, Message: text } };
}

function createGenerator(contract: Contract, seed: number) {
  const arbitraries = new Map<string, fc.Arbitrary<GeneratedResponse>>();
  let count = 0;
  return (operationId: string): GeneratedResponse => {
    const arbitrary = arbitraries.get(operationId) ?? contract.arbitraryResponse(operationId);
    arbitraries.set(operationId, arbitrary);
    const [response] = fc.sample(arbitrary, { seed: seed + count++, numRuns: 1 });
    if (response === undefined) throw new Error(`There is no response of ${operationId}.`);
    return response;
  };
}

async function receive(
  incoming: IncomingMessage,
  { contract, prefix }: { readonly contract: Contract; readonly prefix: string },
): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { method = '', url: whole = '' } = incoming;
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  const url = whole.startsWith(`${prefix}/`) ? whole.slice(prefix.length) : whole;
  const request = { method, url, headers, ...(text !== '' && { body: parseBody(text) }) };
  return { ...request, path: url.split('?')[0] ?? '', ...contract.checkRequest(request) };
}

/** Returns text that isn't JSON unchanged, so that the check of the body reports it. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, { status, headers, body }: GeneratedResponse): void {
  const text = typeof body === 'string' && headers['content-type'] !== 'application/json';
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(body === undefined ? undefined : text ? body : JSON.stringify(body));
}
