import { expect, it } from 'vitest';
import { RecentRequests, type RequestArrival } from './request-log.ts';

const arrival = (change: Partial<RequestArrival> = {}): RequestArrival => ({
  system: 'scm',
  method: 'GET',
  url: new URL('http://127.0.0.1/api/ssl/v1/54?dateFormat=ISO'),
  headers: new Headers(),
  body: '',
  ...change,
});

it('records what came and how it ended', () => {
  const log = new RecentRequests();
  log
    .begin(
      arrival({ method: 'PUT', url: new URL('http://127.0.0.1/private/api/ssl/v1'), body: '{"sslId":54}' }),
    )
    .end(200);
  expect(log.list()).toMatchObject([
    { seq: 1, operation: 'updateSsl', path: '/private/api/ssl/v1', body: { sslId: 54 }, status: 200 },
  ]);
});

it('redacts passwords of key stores in bodies', () => {
  const log = new RecentRequests();
  log
    .begin(arrival({ body: '{"passPhrase":"secret-1","inner":{"Password":"secret-2"},"csr":"x"}' }))
    .end(200);
  const [entry] = log.list();
  expect(entry?.body).toEqual({ passPhrase: '[redacted]', inner: { Password: '[redacted]' }, csr: 'x' });
});

it('keeps the last requests and counts all', () => {
  const log = new RecentRequests(3);
  for (let index = 0; index < 5; index += 1) log.begin(arrival()).end(200);
  expect(log.list().map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(log.summary()).toMatchObject({
    total: 5,
    scm: { total: 5, byOperation: { getSsl: 5 }, byStatus: { 200: 5 } },
  });
});

it('counts cut connections, faults and the most requests under way', () => {
  const log = new RecentRequests();
  const [first, second] = [log.begin(arrival()), log.begin(arrival())];
  first?.end(null, 'dropRate');
  second?.end(200);
  log.begin(arrival()).end(200);
  expect(log.summary().scm).toMatchObject({ byStatus: { dropped: 1, 200: 2 }, faults: 1, maxInFlight: 2 });
});

it('keeps fewer requests when their bodies are long, and counts them all', () => {
  const log = new RecentRequests(100, 10);
  for (const body of ['1234', '5678', '90', '1234']) log.begin(arrival({ body })).end(200);
  expect(log.list().map(({ seq }) => seq)).toEqual([2, 3, 4]);
  log.begin(arrival({ body: 'longer than all' })).end(200);
  expect(log.list()).toEqual([]);
  log.begin(arrival({ body: '1' })).end(200);
  expect(log.list().map(({ seq }) => seq)).toEqual([6]);
  expect(log.summary().scm.byOperation).toEqual({ getSsl: 6 });
});

it('goes on counting seq after clear', () => {
  const log = new RecentRequests();
  log.begin(arrival()).end(200);
  log.clear();
  log.begin(arrival()).end(200);
  expect(log.list().map(({ seq }) => seq)).toEqual([2]);
  expect(log.summary().total).toBe(1);
});

it('keeps no credential', () => {
  const log = new RecentRequests();
  const headers = new Headers({ login: 'me', password: 'Secret-1', authorization: 'Basic U2VjcmV0LTI=' });
  log.begin(arrival({ headers })).end(200);
  const form = new URLSearchParams({ client_id: 'me', client_secret: 'Secret-3' });
  const formHeaders = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
  log
    .begin(arrival({ system: 'oauth', method: 'POST', headers: formHeaders, body: form.toString() }))
    .end(200);
  const text = JSON.stringify(log.list());
  expect(text).not.toMatch(/Secret|U2VjcmV0/);
  expect(log.list()[0]?.headers).toEqual({
    login: 'me',
    password: '[redacted]',
    authorization: 'Basic [redacted]',
  });
});
