import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { GeneratedResponse } from './arbitrary-response.ts';
import type { CheckedRequest, RequestCheck } from './check-request.ts';
import type { Contract } from './contract.ts';

/** How a contract server behaves. */
export interface ContractServerOptions {
  /** Seed of the generated responses (1). The same seed and order of requests give the same answers. */
  readonly seed?: number | undefined;
  /** Where the API is on the server: `/KeyfactorAPI` (none). */
  readonly prefix?: string | undefined;
}

/** A request that a contract server got. */
export interface ReceivedRequest extends CheckedRequest, RequestCheck {
  /** Path below the prefix, without the query. */
  readonly path: string;
}

type Answer = GeneratedResponse | ((request: ReceivedRequest) => GeneratedResponse);

/** A server that holds clients to a contract. */
export interface ContractServer {
  /** With the prefix, without a slash at the end. */
  readonly url: string;
  /** In order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers an operation with this from now on, in place of generated documents. */
  answer(operationId: string, answer: Answer): void;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on loopback that checks each request against a contract and responds with a generated document.
 *
 * A request that breaks the contract gets 501 with its problems as `Message` and `description`.
 */
export async function startContractServer(
  contract: Contract,
  { seed = 1, prefix = '' }: ContractServerOptions = {},
): Promise<ContractServer> {
  const requests: ReceivedRequest[] = [];
  const answers = new Map<string, Answer>();
  const generate = createGenerator(contract, seed);

  const answerTo = (request: ReceivedRequest): GeneratedResponse => {
    const { operationId, problems } = request;
    if (operationId === undefined || problems.length > 0) return refusal(problems.join(' '));
    const answer = answers.get(operationId) ?? generate(operationId);
    return typeof answer === 'function' ? answer(request) : answer;
  };
  const server = createServer(async (incoming, response) => {
    try {
      const request = await receive(incoming, { contract, prefix });
      requests.push(request);
      send(response, answerTo(request));
    } catch (error) {
      send(response, refusal(String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    requests,
    answer: (operationId, answer) => {
      answers.set(operationId, answer);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** 501 is not repeated by any client; the text is where SCM and Command have theirs. */
function refusal(text: string): GeneratedResponse {
  return { status: 501, headers: {}, body: { code: 0, description: text, Message: text } };
}

function createGenerator(contract: Contract, seed: number) {
  const arbitraries = new Map<string, fc.Arbitrary<GeneratedResponse>>();
  let count = 0;
  return (operationId: string): GeneratedResponse => {
    const arbitrary = arbitraries.get(operationId) ?? contract.arbitraryResponse(operationId);
    arbitraries.set(operationId, arbitrary);
    const [answer] = fc.sample(arbitrary, { seed: seed + count++, numRuns: 1 });
    if (answer === undefined) throw new Error(`There is no answer of ${operationId}.`);
    return answer;
  };
}

async function receive(
  incoming: IncomingMessage,
  { contract, prefix }: { readonly contract: Contract; readonly prefix: string },
): Promise<ReceivedRequest> {
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

/** Returns the text itself where it is no JSON, so that the check of the body tells. */
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
