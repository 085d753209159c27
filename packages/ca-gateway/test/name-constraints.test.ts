/** Limits of names, beside what OpenSSL says of the same certificates. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePem } from '@certbridge/certificate';
import { issueCertificate, type OwnCertificate } from '@certbridge/certificate/request';
import * as asn1js from 'asn1js';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyClientCertificate } from '../src/access/verify-client-certificate.ts';
import { authorityExtensions, createOpensslPki, type OpensslPki } from './support/openssl-pki.ts';
import { run } from './support/run-program.ts';

const forClients = 'extendedKeyUsage=clientAuth';

let pki: OpensslPki;
let folder: string;

beforeAll(async () => {
  [pki, folder] = await Promise.all([createOpensslPki(), mkdtemp(path.join(tmpdir(), 'name-constraints-'))]);
});
afterAll(async () => {
  await pki.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Verdicts of OpenSSL and of the gateway on a client of an authority with a limit. */
async function verdictsOn(client: OwnCertificate, authority: OwnCertificate) {
  const [ca, leaf] = ['ca.pem', 'leaf.pem'].map((name) => path.join(folder, name));
  await writeFile(ca ?? '', authority.certificate);
  await writeFile(leaf ?? '', client.certificate);
  const verify = ['verify', '-purpose', 'sslclient', '-partial_chain', '-CAfile', ca ?? '', leaf ?? ''];
  const openssl = await run('openssl', verify).then(
    () => true,
    () => false,
  );
  const verification = { authorities: [authority.certificate], now: new Date() };
  const gateway = await verifyClientCertificate(new X509Certificate(client.certificate), verification);
  return { openssl, gateway };
}

function limited(constraint: string) {
  const [, kind, organization] = /^(permitted|excluded);O=(.*)/.exec(constraint) ?? [];
  const limits =
    organization === undefined
      ? `nameConstraints=critical,${constraint}`
      : `2.5.29.30=critical,DER:${organizationLimit(organization, kind === 'permitted').toString('hex')}`;
  return pki.issue({ commonName: 'Limited CA', extensions: [...authorityExtensions, limits] });
}

/** By itself, since OpenSSL takes text of a configuration for Latin-1. */
function organizationLimit(organization: string, isPermitted: boolean): Buffer {
  const type = Buffer.from('060355040a', 'hex');
  const attribute = der(0x30, type, der(0x0c, Buffer.from(organization)));
  const name = der(0xa4, der(0x30, der(0x31, attribute)));
  return der(0x30, der(isPermitted ? 0xa0 : 0xa1, der(0x30, name)));
}

/** Encodes a value of less than 128 bytes. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

function derOf(pem: string): Buffer<ArrayBuffer> {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
}

function client(issuer: OwnCertificate, { subject, name }: { subject?: string; name?: string }) {
  const extensions = [forClients, ...(name === undefined ? [] : [`subjectAltName=${name}`])];
  return pki.issue({ commonName: 'command', ...(subject !== undefined && { subject }), extensions }, issuer);
}

const utf8Mailbox = (mailbox: string) => `otherName:1.3.6.1.5.5.7.8.9;UTF8:${mailbox}`;
const both = { openssl: true, gateway: true };
const neither = { openssl: false, gateway: false };
/** Nobody could tell for sure, and OpenSSL lets it pass. */
const openssl = { openssl: true, gateway: false };

test.each([
  ['permitted;email:corp.example', { name: 'email:a@CORP.example' }, both],
  ['permitted;email:User@corp.example', { name: 'email:User@Corp.example' }, both],
  ['permitted;email:User@corp.example', { name: 'email:user@corp.example' }, neither],
  ['excluded;email:User@corp.example', { name: 'email:user@corp.example' }, openssl],
  ['permitted;email:corp.example', { name: 'email:corp.example' }, neither],
  ['permitted;email:corp.example', { name: utf8Mailbox('a@evil.example') }, neither],
  ['excluded;email:evil.example', { name: utf8Mailbox('a@evil.example') }, neither],
  ['permitted;email:corp.example', { name: utf8Mailbox('a@corp.example') }, openssl],
  ['permitted;DNS:corp.example', { name: `DNS:a.corp.example,${utf8Mailbox('a@evil.example')}` }, both],
  ['permitted;O=A B', { subject: '/O= a   b/CN=command' }, both],
  ['permitted;O=A B', { subject: '/O=A\u00a0B/CN=command' }, neither],
  ['permitted;O=\u00c4', { subject: '/O=\u00c4/CN=command' }, both],
  ['permitted;O=\u00c4', { subject: '/O=\u00e4/CN=command' }, neither],
  ['excluded;O=A B', { subject: '/O=A\u00a0B/CN=command' }, openssl],
  ['permitted;O=A', { subject: '/O=A+OU=B/CN=command' }, neither],
  ['permitted;DNS:corp.example', { subject: '/CN=evil.example' }, neither],
  ['permitted;DNS:corp.example', { subject: '/CN=-evil.example' }, both],
  ['permitted;DNS:corp.example', { subject: '/CN=evil-.example' }, both],
  ['permitted;IP:10.0.0.0/255.0.0.0', { name: 'IP:10.1.1.1' }, both],
  ['permitted;IP:10.0.0.0/255.0.0.0', { name: 'IP:::1' }, neither],
])('below %j, %j is told %j', async (constraint, names, verdicts) => {
  const authority = await limited(constraint);
  expect(await verdictsOn(await client(authority, names), authority)).toEqual(verdicts);
});

test.each(['evil.example\0x', 'evil.example\0', 'evil.example\u0007'])(
  'a common name with a control character is not allowed by an authority that limits names: %j',
  async (commonName) => {
    const authority = await limited('permitted;DNS:corp.example');
    const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
    const evil = await issueCertificate({ commonName, usage: 'client', ...time }, authority);
    expect((await verdictsOn(evil, authority)).gateway).toBe(false);
    const unlimited = await pki.issue({ commonName: 'Root CA', extensions: authorityExtensions });
    const free = await issueCertificate({ commonName, usage: 'client', ...time }, unlimited);
    expect((await verdictsOn(free, unlimited)).gateway).toBe(true);
  },
);

test.each([
  ['12345', both],
  ['a.corp.example', both],
  ['evil.example', neither],
])('a common name that is a NumericString is read as OpenSSL reads it: %j', async (value, verdicts) => {
  const authority = await limited('permitted;DNS:corp.example');
  const issued = await client(authority, {});
  const certificate = pkijs.Certificate.fromBER(Uint8Array.from(derOf(issued.certificate)).buffer);
  certificate.subject = new pkijs.RelativeDistinguishedNames({
    typesAndValues: [
      new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: new asn1js.NumericString({ value }) }),
    ],
  });
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('pkcs8', derOf(authority.key), algorithm, false, ['sign']);
  await certificate.sign(key, 'SHA-256');
  const pem = writePem('CERTIFICATE', new Uint8Array(certificate.toSchema(true).toBER(false)));
  expect(pem).not.toBe(issued.certificate);
  expect(await verdictsOn({ ...issued, certificate: pem }, authority)).toEqual(verdicts);
});

test('nothing is trusted that OpenSSL refuses', { timeout: 120_000 }, async () => {
  const host = fc.constantFrom(
    'corp.example',
    '.corp.example',
    'CORP.example',
    'a.corp.example',
    'evil.example',
  );
  const person = fc.constantFrom('User@', 'user@', '');
  const words = fc.constantFrom('A B', 'a  b', 'A\u00a0B', '\u00c4', '\u00e4', 'K', '\u212a');
  const constraint = fc.oneof(
    host.map((name) => `DNS:${name}`),
    fc.tuple(person, host).map(([user, name]) => `email:${user}${name}`),
    words.map((word) => `O=${word}`),
  );
  const name = fc.oneof(
    host.map((text) => ({ name: `DNS:${text}` })),
    host.map((text) => ({ subject: `/CN=${text}` })),
    fc.tuple(person, host).map(([user, text]) => ({ name: `email:${user}${text}` })),
    fc.tuple(person, host).map(([user, text]) => ({ subject: `/CN=x/emailAddress=${user}${text}` })),
    fc.tuple(person, host).map(([user, text]) => ({ name: utf8Mailbox(`${user}${text}`) })),
    words.map((word) => ({ subject: `/O=${word}/CN=command` })),
  );
  const kind = fc.constantFrom('permitted', 'excluded');
  await fc.assert(
    fc.asyncProperty(kind, constraint, name, async (how, limit, names) => {
      const authority = await limited(`${how};${limit}`);
      const { openssl, gateway } = await verdictsOn(await client(authority, names), authority);
      if (gateway) expect(openssl).toBe(true);
    }),
    { numRuns: 60 },
  );
});
