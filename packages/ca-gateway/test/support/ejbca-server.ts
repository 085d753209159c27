import { request } from 'node:https';
import { readContract } from '@certbridge/contract-testing';
import { expect } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { createGateway, type GatewayOptions } from '../../src/create-gateway.ts';
import { fixedAccess } from './fixed-access.ts';
import { serveApp } from './serve-app.ts';
import { createTestAuthority } from './test-authority.ts';

const contract = readContract(new URL('../../contracts/ejbca-rest.openapi.yaml', import.meta.url));

/** A request as it is on the wire. */
export interface WireRequest {
  readonly method?: string;
  /** Encoded as the client does it: with prefix and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON, with the content type of JSON unless another is given. */
  readonly body?: unknown;
}

/** What came back. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly body: unknown;
}

/** A gateway behind TLS. */
export interface EjbcaServer {
  /** Sends a request over TLS, and checks the response against the contract. */
  readonly send: (sent: WireRequest) => Promise<WireResponse>;
  readonly close: () => Promise<void>;
}

/** A caller that may do everything. */
export const everything: Caller = { name: 'everything', can: () => true };

/** Serves a gateway over a host. `caller` tells who sends the next request. */
export async function serveEjbca(
  options: Omit<GatewayOptions, 'access'> & { readonly caller?: () => Caller },
): Promise<EjbcaServer> {
  const { caller = () => everything, ...rest } = options;
  const { app } = createGateway({
    ...rest,
    access: fixedAccess(caller),
  });
  const authority = await createTestAuthority('Test TLS CA');
  const served = await serveApp(app, { server: await authority.server(), clientAuthorities: [] });
  return {
    send: async (sent) => {
      const response = await sendRaw(served.url, authority.certificate, sent);
      expect(problemsOf(sent, response)).toEqual([]);
      return response;
    },
    close: served.close,
  };
}

/** Lists what the contract has against a response. */
export function problemsOf({ method = 'GET', path }: WireRequest, response: WireResponse): string[] {
  const operation =
    /^(?:\/AnyGatewayREST)?\/ejbca\/ejbca-rest-api(?:\/ejbca-rest-api)?([^?]*?)\/?(?:\?.*)?$/.exec(path);
  return contract.checkResponse({
    method,
    path: operation?.[1] ?? path,
    status: response.status,
    headers: response.headers,
    body: response.text,
  });
}

/** The client of Node sends a path as it is given, which fetch does not. */
function sendRaw(
  url: string,
  ca: string,
  { method = 'GET', path, headers, body }: WireRequest,
): Promise<WireResponse> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const { hostname, port } = new URL(url);
  const defaults = text === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, ca, method, path, headers: { ...defaults, ...headers }, agent: false },
      async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const answered = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
            ),
            text: answered,
            body: parse(answered),
          });
        } catch (error) {
          reject(error);
        }
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
