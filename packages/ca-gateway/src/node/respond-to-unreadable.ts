import {
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { getLogger } from '@logtape/logtape';
import { checkFunctions } from '../arguments/check-values.ts';
import { errorBody } from '../error-body.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

/** The response to a request that Node can't read. Errors of the connection itself get none. */
const refusals: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than the gateway takes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The body is larger than the gateway takes.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time. Send it again.'],
};
const malformed = [400, 'The request is not well-formed HTTP.'] as const;

/** A request that the app responds to. */
interface UnderWay {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Has a server of Node respond to requests that aren't proper HTTP as the gateway responds to everything: by the contract's Error schema. The connection is
 * closed, and nothing of the request repeated. A request of HTTP/1.0 needs no Host. With `requireHostHeader: false` and {@link errorResponse} that holds for every request.
 */
export function respondToUnreadable(server: PlainServer | Server): void {
  checkFunctions(server, 'The argument of respondToUnreadable', ['on', 'prependListener']);
  const underWay = new Map<Duplex, UnderWay[]>();
  // HTTP/1.0 knows no Host, and load balancers still look after servers with it.
  server.prependListener('request', ({ httpVersion, headers, rawHeaders }: IncomingMessage) => {
    if (httpVersion === '1.0') headers.host ??= 'localhost';
    // Node takes the first of several, and what stands before it may go by another. [RFC 9112, section 3.2]
    if (hasSeveralHosts(rawHeaders)) headers.host = '';
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const all = underWay.get(socket) ?? [];
    underWay.set(socket, [...all, { request, response }]);
    response.once('close', () => {
      const rest = (underWay.get(socket) ?? []).filter((each) => each.response !== response);
      if (rest.length > 0) underWay.set(socket, rest);
      else underWay.delete(socket);
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { code = '' } = error;
    const isUnreadable = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT';
    if (!isUnreadable || !socket.writable || !(underWay.get(socket) ?? []).every(awaitsResponse)) {
      socket.destroy();
      return;
    }
    logger.debug("A request can't be read: {code}", { code });
    sendRefusal(socket, refusals[code] ?? malformed);
  });
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(errorBody(417, 'The gateway meets no expectation but 100-continue.'));
    response.writeHead(417, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    });
    response.end(body);
  });
  server.on('connect', (_: IncomingMessage, socket: Duplex) =>
    sendRefusal(socket, [405, 'The gateway is not a proxy.']),
  );
}

/** Names stand before their values. */
function hasSeveralHosts(rawHeaders: readonly string[]): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length > 1;
}

/** The one that is broken itself may get a response; another one would take that for its own. */
function awaitsResponse({ request, response }: UnderWay): boolean {
  return !request.complete && !response.headersSent;
}

function sendRefusal(socket: Duplex, [status, message]: readonly [status: number, message: string]): void {
  const body = JSON.stringify(errorBody(status, message));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
