import { expect, test } from 'vitest';
import { readCertificateSource } from './certificate-source.ts';

const sequence = Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.alloc(256)]);
const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

test.each(['gateway.pfx', 'C:\\certs\\gateway.pfx', '/etc/certbridge/gateway', 'MIIB', 'certs/MIIabc'])(
  '%s is a path',
  (path) => {
    expect(readCertificateSource(path)).toEqual({ source: { certificate: { type: 'file', path } } });
    expect(readCertificateSource({ path })).toEqual({ source: { certificate: { type: 'file', path } } });
  },
);

test('base64 of a PFX or PEM, and PEM itself, is content', () => {
  for (const [text, bytes] of [
    [sequence.toString('base64'), sequence],
    [sequence.toString('base64').replace(/.{64}/g, '$&\r\n'), sequence],
    [Buffer.from(pem).toString('base64'), Buffer.from(pem)],
    [`\n${pem}\n`, Buffer.from(pem)],
    [`Bag Attributes\n${pem}`, Buffer.from(`Bag Attributes\n${pem}`)],
    [Buffer.from(`Bag Attributes\n${pem}`).toString('base64'), Buffer.from(`Bag Attributes\n${pem}`)],
  ] as const) {
    for (const value of [text, { data: text }, JSON.stringify({ Data: text })]) {
      expect(readCertificateSource(value)).toEqual({ source: { certificate: { type: 'content', bytes } } });
    }
  }
});

test('key and passphrase go with it, names in any letter case', () => {
  expect(readCertificateSource({ PATH: 'a.pem', Key: 'a.key', passPhrase: ' p ' })).toEqual({
    source: {
      certificate: { type: 'file', path: 'a.pem' },
      key: { type: 'file', path: 'a.key' },
      passphrase: ' p ',
    },
  });
  expect(readCertificateSource({ path: 'a.pfx', data: '', key: null, passphrase: '' })).toEqual({
    source: { certificate: { type: 'file', path: 'a.pfx' } },
  });
});

test.each([7, [], true, '{', { file: 'a.pfx' }, { path: 7 }])('%j is refused', (value) => {
  expect(readCertificateSource(value)).toEqual({
    problem: expect.stringContaining('must be the path of a PFX or PEM file'),
  });
});

test.each([{ passphrase: 'x' }, { path: 'a', data: 'AAAA' }, { data: 'not base64!' }])(
  '%j has no one place to read from',
  (value) => {
    expect(readCertificateSource(value)).toEqual({
      problem: expect.stringContaining('must have either "path", or "data"'),
    });
  },
);

test('a reference into the certificate store of Windows is reported as such', () => {
  const value = { StoreName: 'My', StoreLocation: 'LocalMachine', Thumbprint: 'AB' };
  expect(readCertificateSource(value)).toEqual({
    problem: expect.stringContaining('export it with its key as a PFX or PEM file'),
  });
});
