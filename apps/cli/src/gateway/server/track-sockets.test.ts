import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { issueCertificate } from '@certbridge/certificate/request';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from './listen.ts';
import { trackSockets } from './track-sockets.ts';

test('connections without a request under way are ended at once, others at the next look after their response', async () => {
  const { server, sockets, port } = await serve();
  const opened = once(server, 'connection');
  const silent = connectPlain(port, '127.0.0.1');
  await opened;
  const idle = await connectTls(server, port);
  const half = await connectTls(server, port);
  half.write('POST / HTTP/1.1\r\nHost: a');
  const asked = once(server, 'request');
  const busy = await connectTls(server, port);
  busy.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [, response] = (await asked) as [unknown, ServerResponse];

  const ended = [silent, idle, half].map((socket) => once(socket, 'close'));
  sockets.endIdle();
  await Promise.all(ended);
  const received = once(busy, 'data');
  response.end('done');
  expect(String(await received)).toContain('HTTP/1.1 200');
  await once(response, 'close');
  sockets.endIdle();
  await once(busy, 'close');
});

test('once the end is announced, responses under way and later ones say that their connection ends', async () => {
  const { server, sockets, port } = await serve();
  const [busy, later] = [await connectTls(server, port), await connectTls(server, port)];
  const ask = async (socket: Socket) => {
    const asked = once(server, 'request');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    return (await asked)[1] as ServerResponse;
  };
  const first = await ask(busy);
  sockets.announceEnd();
  for (const [socket, response] of [
    [busy, first],
    [later, await ask(later)],
  ] as const) {
    const received = once(socket, 'data');
    response.end('done');
    expect(String(await received)).toMatch(/^connection: close\r$/im);
  }
});

test('all are ended, whatever is under way', async () => {
  const { server, sockets, port } = await serve();
  const asked = once(server, 'request');
  const busy = await connectTls(server, port);
  busy.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await asked;
  const ended = once(busy, 'close');
  sockets.endAll();
  await ended;
});

async function serve() {
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const { certificate: cert, key } = await issueCertificate({
    commonName: 'server',
    usage: 'server',
    names: ['127.0.0.1'],
    ...time,
  });
  const server = createServer({ cert, key });
  const sockets = trackSockets(server);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    sockets.endAll();
    await new Promise((resolve) => server.close(resolve));
  });
  return { server, sockets, port };
}

/** Resolves once the server has the connection, too. */
async function connectTls(server: Server, port: number): Promise<Socket> {
  const accepted = once(server, 'secureConnection');
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.on('error', () => {});
  await Promise.all([accepted, once(socket, 'secureConnect')]);
  return socket;
}
