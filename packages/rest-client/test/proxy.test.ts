import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url));
const ca = fixture('ca.pem').toString('utf8');
const request = { method: 'GET', path: '/' } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Starts a proxy that opens tunnels, or refuses them with a status; over TLS where it is asked for. */
async function startProxy(status = 200, { tls = false } = {}) {
  const tunnels: { target: string; authorization: string | undefined }[] = [];
  const pair = { cert: fixture('server.pem'), key: fixture('server.key') };
  const proxy = tls ? createTlsServer(pair) : createServer();
  proxy.on('connect', ({ url = '', headers }, socket) => {
    tunnels.push({ target: url, authorization: headers['proxy-authorization'] });
    socket.on('error', () => socket.destroy());
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { tunnels, address: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

function setProxy(variables: Record<string, string>) {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name.toLowerCase(), undefined);
    vi.stubEnv(name, variables[name]);
  }
}

const startTlsServer = () =>
  startServer(
    (_, response) =>
      json(response, { client: (response.socket as TLSSocket).getPeerCertificate().subject?.CN }),
    {
      cert: fixture('server.pem'),
      key: fixture('server.key'),
      ca,
      requestCert: true,
      rejectUnauthorized: false,
    },
  );

test.each(['http://', ''])(
  'HTTPS goes through the proxy "%sHOST:PORT", with CA and client certificate',
  async (scheme) => {
    const proxy = await startProxy();
    const server = await startServer(
      (_, response) => json(response, {}, (response.socket as TLSSocket).authorized ? 200 : 403),
      {
        cert: fixture('server.pem'),
        key: fixture('server.key'),
        ca,
        requestCert: true,
        rejectUnauthorized: false,
      },
    );
    setProxy({ HTTPS_PROXY: `${scheme}${proxy.address}` });
    const clientCertificate = { cert: fixture('client.pem'), key: fixture('client.key') };
    await createClient({ baseUrl: server.url, clientCertificate, http: { ca } }).send(request);
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([`127.0.0.1:${server.port}`]);
    expect(server.requests).toHaveLength(1);
  },
);

test('a proxy is spoken to over TLS, with the CA that is given', async () => {
  const proxy = await startProxy(200, { tls: true });
  const server = await startTlsServer();
  setProxy({ HTTPS_PROXY: `https://${proxy.address}` });
  await createClient({ baseUrl: server.url, http: { ca } }).send(request);
  expect(proxy.tunnels).toHaveLength(1);
  await expect(createClient({ baseUrl: server.url }).send(request)).rejects.toThrow(
    expect.objectContaining({ code: 'tls' }),
  );
  expect(proxy.tunnels).toHaveLength(1);
});

test('a certificate that is not trusted is refused behind a proxy too', async () => {
  const proxy = await startProxy();
  const server = await startTlsServer();
  setProxy({ HTTPS_PROXY: `http://${proxy.address}` });
  await expect(createClient({ baseUrl: server.url }).send(request)).rejects.toThrow(
    expect.objectContaining({ code: 'tls' }),
  );
});

test('the proxy gets its login, and the system does not', async () => {
  const proxy = await startProxy();
  const server = await startServer((_, response) => json(response, {}));
  setProxy({ HTTP_PROXY: `http://user:proxy-secret@${proxy.address}` });
  await createClient({ baseUrl: server.url }).send(request);
  expect(proxy.tunnels[0]?.authorization).toBe(`Basic ${btoa('user:proxy-secret')}`);
  expect(server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
});

test('hosts in NO_PROXY are reached directly', async () => {
  const proxy = await startProxy();
  const server = await startServer((_, response) => json(response, {}));
  setProxy({ HTTP_PROXY: `http://${proxy.address}`, NO_PROXY: 'corp.invalid, 127.0.0.1' });
  await createClient({ baseUrl: server.url }).send(request);
  expect(proxy.tunnels).toEqual([]);
});

test('a proxy that refuses is told apart from the system, without its login', async () => {
  const proxy = await startProxy(407);
  setProxy({ HTTPS_PROXY: `http://user:proxy-secret@${proxy.address}` });
  const client = createClient({ baseUrl: 'https://scm.invalid' });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({
      code: 'unreachable',
      message: expect.stringMatching(
        /^SCM: The proxy refused the connection to scm\.invalid:443 \(407\)\.(?!.*secret)/,
      ),
    }),
  );
  expect(client.requestCount).toBe(1);
});

test('a proxy of a scheme that is not supported is refused, and named as the proxy', () => {
  setProxy({ HTTPS_PROXY: 'ftp://user:proxy-secret@proxy.corp:21' });
  expect(() => createClient({ baseUrl: 'https://scm.invalid' })).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message:
        'The proxy in the environment variable HTTPS_PROXY has the scheme ftp:, which is not supported. Write it as http://HOST:PORT, or with https:// or socks5://.',
    }),
  );
});

test('a proxy that is not an address is refused', () => {
  setProxy({ HTTPS_PROXY: 'http://' });
  expect(() => createClient({ baseUrl: 'https://scm.invalid' })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('HTTPS_PROXY') }),
  );
});

/** Starts a proxy by SOCKS5 (RFC 1928) that asks for no login and knows addresses of IPv4 and names. */
async function startSocksProxy() {
  const tunnels: number[] = [];
  const proxy = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (asked: Buffer) => {
        const port = asked.readUInt16BE(asked.length - 2);
        tunnels.push(port);
        const target = connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          target.pipe(socket).pipe(target);
        });
        target.on('error', () => socket.destroy());
      });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { tunnels, address: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

test('HTTPS goes through a SOCKS proxy', async () => {
  const proxy = await startSocksProxy();
  const server = await startTlsServer();
  setProxy({ HTTPS_PROXY: `socks5://${proxy.address}` });
  const client = createClient({ baseUrl: server.url, http: { ca } });
  await client.send(request);
  await client.close();
  expect(proxy.tunnels).toEqual([server.port]);
});

test.each(['HTTP_PROXY', 'HTTPS_PROXY'])('a SOCKS proxy in %s that is dead is named', async (variable) => {
  // A port that no test and no other program opens.
  setProxy({ [variable]: 'socks5://user:proxy-secret@127.0.0.1:1' });
  const scheme = variable.replace('_PROXY', '').toLowerCase();
  const client = createClient({ baseUrl: `${scheme}://scm.invalid`, http: { retries: 0 } });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({
      code: 'unreachable',
      message: expect.stringMatching(
        /^SCM: scm\.invalid:\d+ can't be reached through the proxy 127\.0\.0\.1:1\. 127\.0\.0\.1:1 refuses the connection\.(?!.*secret)/,
      ),
    }),
  );
});

test('a SOCKS proxy that speaks no SOCKS is named', async () => {
  const proxy = await startProxy();
  setProxy({ HTTPS_PROXY: `socks5://${proxy.address}` });
  const client = createClient({ baseUrl: 'https://scm.invalid', http: { retries: 0 } });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({
      code: 'unreachable',
      message: expect.stringContaining(`through the proxy ${proxy.address}.`),
    }),
  );
});

test('a host that NO_PROXY lists is not told to be behind a SOCKS proxy', async () => {
  setProxy({ HTTP_PROXY: 'socks5://127.0.0.1:1080', NO_PROXY: 'localhost' });
  const client = createClient({ baseUrl: 'http://localhost:3', http: { retries: 0 } });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^SCM: localhost:3 refuses the connection\./),
    }),
  );
});
