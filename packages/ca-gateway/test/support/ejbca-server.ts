import { request } from 'node:https';
import type { OwnCertificate } from '@certbridge/certificate/request';
import { readContract } from '@certbridge/contract-testing';
import * as v from 'valibot';
import { expect } from 'vitest';
import { accessBy } from '../../src/access/access-by.ts';
import { AccessSettingsSchema } from '../../src/access/access-settings-schema.ts';
import type { Caller } from '../../src/access/caller.ts';
import { createAccess } from '../../src/access/create-access.ts';
import { createGateway } from '../../src/create-gateway.ts';
import type { GatewayOptions } from '../../src/gateway-options.ts';
import { serveApp } from './serve-app.ts';
import { createTestAuthority, type TestAuthority } from './test-authority.ts';

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

interface Identities {
  readonly authority: TestAuthority;
  readonly server: OwnCertificate;
  readonly client: OwnCertificate;
}

let made: Promise<Identities> | undefined;

/** Keys take longer to make than most tests. */
function identities(): Promise<Identities> {
  made ??= createTestAuthority('Test TLS CA').then(async (authority) => ({
    authority,
    server: await authority.server(),
    client: await authority.client('client'),
  }));
  return made;
}

/** A caller that may do everything. */
export const everything: Caller = { name: 'everything', can: () => true };

/** Serves a gateway over a host. `caller` tells who sends the next request. */
export async function serveEjbca(
  options: Omit<GatewayOptions, 'access'> & { readonly caller?: () => Caller },
): Promise<EjbcaServer> {
  const { caller = () => everything, ...rest } = options;
  return serve({ ...rest, access: accessBy(caller) });
}

/** Serves a gateway over a host to a client with a certificate, which may read, enroll and revoke. */
export async function serveEjbcaByCertificate(options: Omit<GatewayOptions, 'access'>): Promise<EjbcaServer> {
  const { authority, client } = await identities();
  const certificate = { issuer: 'CN=Test TLS CA', subject: 'CN=client' };
  const rules = [
    { name: 'client', certificate, roles: ['read' as const, 'enroll' as const, 'revoke' as const] },
  ];
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, { rules }),
    clientAuthorities: () => [authority.certificate],
    certificates: options.host.certificates,
  });
  return serve({ ...options, access }, client);
}

async function serve(options: GatewayOptions, client?: OwnCertificate): Promise<EjbcaServer> {
  const { authority, server } = await identities();
  const { app } = createGateway(options);
  const served = await serveApp(app, {
    server,
    clientAuthorities: [authority.certificate],
  });
  return {
    send: async (sent) => {
      const response = await sendRaw(served.url, { ...sent, authority, client });
      expect(problemsOf(sent, response)).toEqual([]);
      return response;
    },
    close: served.close,
  };
}

/** Lists where a response breaks the contract. */
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
  {
    method = 'GET',
    path,
    headers,
    body,
    authority,
    client,
  }: WireRequest & { readonly authority: OwnCertificate; readonly client: OwnCertificate | undefined },
): Promise<WireResponse> {
  const identity = client === undefined ? {} : { cert: client.certificate, key: client.key };
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const { hostname, port } = new URL(url);
  const defaults = text === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        ca: authority.certificate,
        ...identity,
        method,
        path,
        headers: { ...defaults, ...headers },
        agent: false,
      },
      async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const received = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
            ),
            text: received,
            body: parse(received),
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
