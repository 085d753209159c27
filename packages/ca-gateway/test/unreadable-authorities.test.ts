import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAccess, listUnfitAuthorities, trustAnchors, verifyClientCertificate } from '../src/index.ts';
import { createTestAuthority } from './support/test-authority.ts';

// Authorities that vouch for nobody because their text can't be read.

const damages: readonly (readonly [string, (pem: string) => string, RegExp])[] = [
  ['is cut off', (pem) => pem.slice(0, -40), /^is cut off: its BEGIN or END line lacks its counterpart$/],
  ['is damaged', (pem) => pem.replace('MII', 'MI'), /^is damaged: it can't be read as a certificate$/],
  ['is of OpenSSL alone', (pem) => pem.replaceAll('CERT', 'TRUSTED CERT'), /^is a TRUSTED CERTIFICATE/],
  ['is indented', (pem) => pem.replaceAll(/^/gm, ' '), /^would not count: .* on line 1$/],
  ['stands on one line', (pem) => pem.replaceAll('\n', ''), /^would not count: .* on line 1$/],
];

test.each(damages)(
  'an authority whose block %s is listed as unfit, with the reason',
  async (_, damage, reason) => {
    const { certificate } = await createTestAuthority('Client CA');
    const damaged = damage(certificate);
    expect(trustAnchors([damaged])).toEqual([]);
    const problem = expect.stringMatching(reason);
    expect(listUnfitAuthorities([damaged])[0]).toEqual({ subject: 'text 1: block 1', problem });
    expect(listUnfitAuthorities([certificate, `${certificate}\n`])).toEqual([]);
  },
);

test('what is good beside a damaged block counts', async () => {
  const { certificate } = await createTestAuthority('Client CA');
  const texts = [certificate, certificate + certificate.slice(0, -40)];
  expect(trustAnchors(texts)).toEqual([certificate, certificate]);
  expect(listUnfitAuthorities(texts)).toMatchObject([{ subject: 'text 2: block 2' }]);
});

test.each(['', 'no certificate', '/etc/ca.pem'])(
  'the text %j holds no authority, and is listed as unfit',
  (text) => {
    expect(trustAnchors([text])).toEqual([]);
    expect(listUnfitAuthorities([text])).toEqual([
      { subject: 'text 1', problem: 'holds no certificate in PEM form' },
    ]);
  },
);

const settings = {
  rules: [
    {
      name: 'a',
      certificate: { issuer: 'CN=Client CA', subject: 'CN=client' },
      roles: ['read' as const],
    },
  ],
};
const certificates = { find: () => undefined };

test.each(damages)('no access is made with an authority that %s', async (_, damage) => {
  const { certificate } = await createTestAuthority('Client CA');
  const clientAuthorities = () => [certificate + damage(certificate)];
  expect(() => createAccess({ settings, clientAuthorities, certificates })).toThrow(
    /^The option clientAuthorities of createAccess returns what can't be used: text 1: block 2 /,
  );
});

test.each<[string, () => unknown]>([
  ['a promise', async () => []],
  ['one that rejects', async () => Promise.reject(new Error('no'))],
  ['text', () => '-----BEGIN CERTIFICATE-----'],
  ['nothing', () => undefined],
])('%s in place of a list of authorities makes no access, and vouches for nobody later', async (_, given) => {
  expect(() => createAccess({ settings, clientAuthorities: given as never, certificates })).toThrow(
    /^What the option clientAuthorities of createAccess returns must be a list of texts\./,
  );
  const authority = await createTestAuthority('Client CA');
  let clientAuthorities: () => unknown = () => [authority.certificate];
  const { readCredentials } = createAccess({
    settings,
    clientAuthorities: () => clientAuthorities() as string[],
    certificates,
  });
  clientAuthorities = given;
  const certificate = new X509Certificate((await authority.client('client')).certificate);
  const peer = { address: '127.0.0.1', authorized: false, certificate };
  expect(await readCredentials({ request: new Request('https://gateway/'), peer })).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining('what clientAuthorities returns is not a list of texts'),
  });
});

test('an authority that becomes unreadable vouches for nobody from then on, and the refusal says why', async () => {
  const authority = await createTestAuthority('Client CA');
  const other = await createTestAuthority('Other CA');
  let texts = [authority.certificate, other.certificate];
  const { readCredentials } = createAccess({ settings, clientAuthorities: () => texts, certificates });
  texts = [authority.certificate.slice(0, -40), other.certificate];
  const certificate = new X509Certificate((await authority.client('client')).certificate);
  const request = new Request('https://gateway/');
  const peer = { address: '127.0.0.1', authorized: false, certificate };
  expect(await readCredentials({ request, peer })).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/has issued it \(of the client authorities, text 1: block 1 is cut off: /),
  });
  expect(await verifyClientCertificate(certificate, { authorities: texts, now: new Date() })).toBe(false);
});
