import { expect, test } from 'vitest';
import { describeNetworkFailure } from './network-failure.ts';

const target = { host: 'command.corp:443', viaProxy: false, clientCertificate: false };

function systemError(code: string, message = 'secret-looking detail'): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

test.each([
  ['CERT_HAS_EXPIRED', 'The TLS certificate of command.corp:443 has expired'],
  ['CERT_NOT_YET_VALID', 'is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', "comes from a CA that this machine doesn't trust"],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'comes from an unknown CA'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'comes from an unknown CA'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', "doesn't speak TLS"],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'refused the TLS connection'],
  ['ERR_SSL_SOMETHING_NEW', 'failed (ERR_SSL_SOMETHING_NEW)'],
])('%s is a TLS failure that no further attempt mends', (code, message) => {
  const failure = describeNetworkFailure(systemError(code), target);
  expect(failure).toMatchObject({ code: 'tls', retryable: false });
  expect(failure.message).toContain(message);
});

test.each([
  ['ECONNREFUSED', 'command.corp:443 refuses the connection'],
  ['ENOTFOUND', 'its name is unknown'],
  ['EAI_AGAIN', 'DNS gives no response'],
  ['ETIMEDOUT', "doesn't respond"],
  ['UND_ERR_CONNECT_TIMEOUT', "doesn't respond"],
  ['EHOSTUNREACH', "can't be reached"],
  ['ECONNRESET', 'cut the connection (ECONNRESET)'],
  ['UND_ERR_SOCKET', 'cut the connection (UND_ERR_SOCKET)'],
])('%s is worth another attempt', (code, message) => {
  const failure = describeNetworkFailure(systemError(code), target);
  expect(failure).toMatchObject({ code: 'unreachable', retryable: true });
  expect(failure.message).toContain(message);
});

test('text of the error itself is never repeated', () => {
  expect(describeNetworkFailure(systemError('EWHATEVER'), target).message).not.toContain('secret');
});

test('an attempt at several addresses tells the reason of the first', () => {
  const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  const error = new TypeError('fetch failed', { cause: new AggregateError([inner, inner]) });
  expect(describeNetworkFailure(error, target).message).toContain('refuses the connection');
});

test('a proxy that is set is named as a possible cause', () => {
  const failure = describeNetworkFailure(systemError('ECONNREFUSED'), {
    ...target,
    viaProxy: true,
    clientCertificate: false,
  });
  expect(failure.message).toContain('HTTPS_PROXY');
});

test.each([
  [407, 'It wants a login', false],
  [403, 'lets this host through', false],
  [502, 'refused the connection to command.corp:443 (502)', true],
])('a proxy that responds with %d is told apart from the system', (status, message, retryable) => {
  const error = systemError('UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`);
  const failure = describeNetworkFailure(error, target);
  expect(failure).toMatchObject({ code: 'unreachable', retryable });
  expect(failure.message).toContain(message);
});

test('anything else counts as a cut connection', () => {
  expect(describeNetworkFailure(new TypeError('terminated'), target).message).toBe(
    'command.corp:443 cut the connection.',
  );
  expect(describeNetworkFailure('odd', target)).toMatchObject({ code: 'unreachable', retryable: true });
});
