import { expect, test } from 'vitest';
import { requestDer } from './request-text.ts';

const der = Uint8Array.from([0x30, 0x03, 0x02, 0x01, 0x05]);
const body = Buffer.from(der).toString('base64');
const pem = (content = body, label = 'CERTIFICATE REQUEST') =>
  `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;

test.each([
  ['DER', der],
  ['PEM', pem()],
  ['the older label', pem(body, 'NEW CERTIFICATE REQUEST')],
  ['CRLF', pem().replaceAll('\n', '\r\n')],
  ['base64 alone', body],
  ['base64 in lines', `${body.slice(0, 4)}\n${body.slice(4)}\n`],
  ['text before it', `Certificate Request:\n    Data: a - b\n${pem()}`],
  ['PEM on one line', pem().replaceAll('\n', ' ')],
  ['PEM without line ends', pem().replaceAll('\n', '')],
  ['indented PEM', pem().replaceAll(/^/gm, '  ')],
  ['blank lines around it', `\n\n${pem()}\n \r\n`],
  ['a byte-order mark', `\uFEFF${body}`],
  ['bytes with a byte-order mark', Buffer.from(`\uFEFF${pem()}`)],
  ['UTF-16', Buffer.from(`\uFEFF${pem()}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\uFEFF${pem()}`, 'utf16le').swap16()],
])('a request is found in %s', (_, input) => {
  expect(Buffer.from(requestDer(input) as Uint8Array)).toEqual(Buffer.from(der));
});

test.each([
  ['', 'empty'],
  [' \n', 'empty'],
  [pem() + pem(), 'several'],
  [`${pem()}some text\n${pem()}`, 'several'],
  [pem() + pem(body, 'NEW CERTIFICATE REQUEST'), 'several'],
  [`${pem()}some text`, 'text-behind'],
  [`${pem()}${body}`, 'text-behind'],
  [pem(body, 'CERTIFICATE'), 'other-block'],
  [pem(body, 'PRIVATE KEY') + pem(), 'other-block'],
  [pem().slice(0, 40), 'cut-off'],
  [`${pem()}-----BEGIN CERTIFICATE REQUEST-----\n${body}`, 'cut-off'],
  [`-----BEGIN CERTIFICATE REQUEST-----\n${body}\n${pem()}`, 'cut-off'],
  [pem().replace('END CERTIFICATE REQUEST', 'END NEW CERTIFICATE REQUEST'), 'cut-off'],
  [pem('no base64!'), 'not-base64'],
  [pem(`${body.slice(0, 4)} junk? ${body.slice(4)}`), 'not-base64'],
  [pem(''), 'not-base64'],
  [pem(body.slice(0, -1)), 'not-base64'],
  ['hello', 'not-base64'],
])('%j is refused: %s', (text, problem) => {
  expect(requestDer(text)).toMatchObject({ problem });
  expect(requestDer(Buffer.from(text))).toMatchObject({ problem });
});
