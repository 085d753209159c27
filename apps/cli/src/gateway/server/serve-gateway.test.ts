import type { Gateway, Peer } from '@certbridge/ca-gateway';
import { issueCertificate } from '@certbridge/certificate/request';
import { Agent, request } from 'undici';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { serveGateway } from './serve-gateway.ts';

const day = 86_400_000;

afterEach(() => {
  vi.useRealTimers();
});

test('authorities begin and end to count with their time, though no file changes', async () => {
  const now = Date.now();
  const time = { notBefore: new Date(now - day), notAfter: new Date(now + day) };
  const authority = await issueCertificate({ commonName: 'Clients', usage: 'ca', ...time });
  const client = await issueCertificate({ commonName: 'command', usage: 'client', ...time }, authority);
  const { certificate: cert, key } = await issueCertificate({
    commonName: 'server',
    usage: 'server',
    names: ['127.0.0.1'],
    ...time,
  });
  const address = { host: '127.0.0.1', port: 0 };
  // OpenSSL has a clock of its own: for it the authority counts all the time.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: now - 2 * day });
  const served = await serveGateway(
    gatewayTelling(({ authorized }) => String(authorized)),
    {
      listen: address,
      operations: address,
      access: {},
      tls: { cert, key, ca: [authority.certificate] },
    },
  );
  onTestFinished(() => served.close(0));
  const isAuthorized = async () => {
    const dispatcher = new Agent({
      connect: { ca: cert, cert: client.certificate, key: client.key, rejectUnauthorized: false },
    });
    try {
      return await (await request(served.url, { dispatcher })).body.text();
    } finally {
      await dispatcher.destroy();
    }
  };
  expect(await isAuthorized()).toBe('false');
  vi.setSystemTime(now);
  expect(await isAuthorized()).toBe('false');
  vi.advanceTimersByTime(60_000);
  expect(await isAuthorized()).toBe('true');
  vi.setSystemTime(now + 2 * day);
  vi.advanceTimersByTime(60_000);
  expect(await isAuthorized()).toBe('false');
});

function gatewayTelling(tell: (peer: Peer) => string): Gateway {
  const app = { fetch: (_: Request, { peer }: { peer: Peer }) => new Response(tell(peer)) };
  return { app, operations: app } as unknown as Gateway;
}
