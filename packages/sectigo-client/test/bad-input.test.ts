import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createSectigoClient, type SectigoClient } from '../src/index.ts';
import { csr, order } from './operations.ts';
import { createClient, failureOf } from './start.ts';

const auth = { type: 'password', login: 'a', password: 'b' } as const;
const connect = () => createClient({ baseUrl: 'https://scm.invalid', customerUri: 'corp', auth });

/** Everything that is wrong with a call shows as its failure, whether it throws at once or later. */
async function refusalOf(call: (client: SectigoClient) => unknown) {
  const client = connect();
  const failure = await failureOf(
    (async () => {
      const result = call(client);
      if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
        await Array.fromAsync(result as AsyncIterable<unknown>);
      }
      await result;
    })(),
  );
  expect(client.requestCount).toBe(0);
  return failure;
}

const badIds = [0, -1, 1.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, '7' as unknown as number];

const callsWithId: Readonly<Record<string, (client: SectigoClient, id: number) => unknown>> = {
  get: ({ certificates }, id) => certificates.get(id),
  update: ({ certificates }, id) => certificates.update(id, { comments: 'x' }),
  updateCustomFields: ({ certificates }, id) => certificates.updateCustomFields(id, {}),
  remove: ({ certificates }, id) => certificates.remove(id),
  renewById: ({ certificates }, id) => certificates.renewById(id),
  markRenewed: ({ certificates }, id) => certificates.markRenewed(id),
  'markRenewed with a successor': ({ certificates }, id) => certificates.markRenewed(7, { id }),
  replace: ({ certificates }, id) => certificates.replace(id, { csr, reason: 'x' }),
  revokeById: ({ certificates }, id) => certificates.revokeById(id, { reasonCode: 4, reason: 'x' }),
  markRevoked: ({ certificates }, id) => certificates.markRevoked({ certId: id, reasonCode: 4 }),
  approve: ({ certificates }, id) => certificates.approve(id, 'x'),
  decline: ({ certificates }, id) => certificates.decline(id, 'x'),
  collect: ({ certificates }, id) => certificates.collect(id),
  waitForCertificate: ({ certificates }, id) => certificates.waitForCertificate(id),
  dcv: ({ certificates }, id) => certificates.dcv(id),
  recheckDcv: ({ certificates }, id) => certificates.recheckDcv(id),
  'enroll for an organization': ({ certificates }, orgId) => certificates.enroll({ ...order, csr, orgId }),
  'enroll by a profile': ({ certificates }, certType) => certificates.enroll({ ...order, csr, certType }),
  'enroll for a term': ({ certificates }, term) => certificates.enroll({ ...order, csr, term }),
  'list by profile': ({ certificates }, sslTypeId) => certificates.list({ sslTypeId }),
  'list by organization': ({ certificates }, orgId) => certificates.list({ orgId }),
  'count by profile': ({ certificates }, sslTypeId) => certificates.count({ sslTypeId }),
  'update the profile': ({ certificates }, certTypeId) => certificates.update(7, { certTypeId }),
  'profiles of an organization': ({ profiles }, organizationId) => profiles.list({ organizationId }),
  'get a custom field': ({ customFields }, id) => customFields.get(id),
  'remove a custom field': ({ customFields }, id) => customFields.remove(id),
  'get an organization': ({ organizations }, id) => organizations.get(id),
  'get a person': ({ persons }, id) => persons.get(id),
  'list persons': ({ persons }, organizationId) => persons.list({ organizationId }),
  'list domains': ({ domainValidations }, org) => domainValidations.list({ org }),
  'report of organizations': ({ reports }, id) => reports.sslCertificates({ organizationIds: [7, id] }),
};

describe.each(Object.entries(callsWithId))('%s', (_, call) => {
  test.each(badIds)('refuses the id %s', async (id) => {
    expect(await refusalOf((client) => call(client, id))).toMatchObject({
      name: 'ApiError',
      code: 'invalid-argument',
      message: expect.stringMatching(/must be a whole number from 1 to 2147483647\.$/),
    });
  });
});

test.each([0, -1, 201, 7.9, Number.NaN])('the page size %s is refused everywhere', async (pageSize) => {
  const refusal = {
    code: 'invalid-argument',
    message: 'pageSize must be a whole number from 1 to 200.',
  };
  for (const call of [
    ({ certificates }: SectigoClient) => certificates.list({}, { pageSize }),
    ({ certificates }: SectigoClient) => certificates.listPage({}, { pageSize }),
    ({ persons }: SectigoClient) => persons.list({}, { pageSize }),
    ({ domainValidations }: SectigoClient) => domainValidations.list({}, { pageSize }),
  ]) {
    expect(await refusalOf(call)).toMatchObject(refusal);
  }
});

test.each([-1, 0.5, 2 ** 31, Number.NaN])('the position %s is refused', async (position) => {
  expect(await refusalOf(({ certificates }) => certificates.listPage({}, { position }))).toMatchObject({
    code: 'invalid-argument',
    message: 'position must be a whole number from 0 to 2147483647.',
  });
});

const planted = 'pl4nted';
const enroll = (change: object) => (client: SectigoClient) =>
  client.certificates.enroll({ ...order, csr, ...change });
const generate = (change: object) => (client: SectigoClient) =>
  client.certificates.enrollWithKeyGeneration({ ...order, commonName: 'a.example', ...change });
const createField = (change: object) => (client: SectigoClient) =>
  client.customFields.create({ name: 'x', certType: 'ssl', ...change });

const refused: Readonly<Record<string, (client: SectigoClient) => unknown>> = {
  'an empty CSR': enroll({ csr: '' }),
  'a CSR with odd letters': enroll({ csr: `{"${planted}":"ß"}` }),
  'a CSR that is too long': enroll({ csr: 'A'.repeat(32_768) }),
  'a CSR that is none': enroll({ csr: `hello ${planted}` }),
  'a CSR that is some other DER': enroll({ csr: 'MAMCAQU=' }),
  'two CSRs': enroll({ csr: csr + csr }),
  'a CSR that is cut off': enroll({ csr: csr.slice(0, -40) }),
  'a CSR whose DER is cut off': enroll({ csr: csr.replace(/.{4}\n-----END/, '\n-----END') }),
  'a certificate for a CSR': enroll({ csr: csr.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE') }),
  'a CSR with text behind it': enroll({ csr: `${csr}${planted}` }),
  'a renewal with two CSRs': ({ certificates }) => certificates.renewById(7, { csr: csr + csr }),
  'a replacement with two CSRs': ({ certificates }) =>
    certificates.replace(7, { csr: csr + csr, reason: 'x' }),
  'an update with two CSRs': ({ certificates }) => certificates.update(7, { csr: csr + csr }),
  'a name with a comma': enroll({ subjAltNames: [`${planted}.example,b.example`] }),
  'an empty name': enroll({ subjAltNames: [''] }),
  'comments that are too long': enroll({ comments: planted.repeat(200) }),
  'an external requester that is too long': enroll({ externalRequester: planted.repeat(100) }),
  'a custom field value that is too long': enroll({ customFields: { A: planted.repeat(40) } }),
  'a custom field without a name': enroll({ customFields: { '': planted } }),
  'a way of validation that does not exist': enroll({ dcvMode: planted }),
  'validation by mail without an address': enroll({ dcvMode: 'EMAIL' }),
  'no common name': generate({ commonName: '' }),
  'a common name that is too long': generate({ commonName: 'a'.repeat(65) }),
  'a pass phrase that is too short': generate({ passPhrase: planted }),
  'a pass phrase that is too long': generate({ passPhrase: planted.repeat(10) }),
  'an algorithm that does not exist': generate({ algorithm: planted }),
  'a key size without an algorithm': generate({ keyParam: '2048' }),
  'a vault that is missing': generate({ keyGenerationMethod: 'AZURE_KEY_VAULT' }),
  'an empty renew id': ({ certificates }) => certificates.renewByRenewId(''),
  'a renew id that leads elsewhere': ({ certificates }) => certificates.renewByRenewId('..'),
  'no reason': ({ certificates }) => certificates.revokeById(7, { reasonCode: 4, reason: '' }),
  'a reason that is too long': ({ certificates }) =>
    certificates.revokeById(7, { reasonCode: 4, reason: planted.repeat(100) }),
  'a reason code that SCM refuses': ({ certificates }) =>
    certificates.revokeById(7, { reasonCode: 2 as 1, reason: planted }),
  'a serial number that is none': ({ certificates }) =>
    certificates.revokeBySerial(planted, { reasonCode: 4, reason: 'x' }),
  'a filter by a serial number that is none': ({ certificates }) =>
    certificates.list({ serialNumber: planted }),
  'a revocation date that is none': ({ certificates }) =>
    certificates.markRevoked({ certId: 7, reasonCode: 4, revokeDate: new Date(planted) }),
  'a manual revocation without an issuer': ({ certificates }) =>
    certificates.markRevoked({ serialNumber: 'AB', issuer: '', reasonCode: 4 }),
  'no message': ({ certificates }) => certificates.approve(7, ''),
  'a message that is too long': ({ certificates }) => certificates.decline(7, planted.repeat(100)),
  'a format that does not exist': ({ certificates }) => certificates.collect(7, { format: planted as 'bin' }),
  'an approver that is none': ({ certificates }) => certificates.update(7, { approverAdminId: -2 }),
  'a blank name of a custom field': createField({ name: ' ' }),
  'a name of a custom field that is too long': createField({ name: planted.repeat(40) }),
  'options where there are none': createField({ input: { type: 'DATE', options: [planted] } }),
  'options that are missing': createField({ input: { type: 'TEXT_OPTION' } }),
  'an empty address': ({ persons }) => persons.findByEmail(''),
  'a domain that is too short': ({ domainValidations }) => domainValidations.status('a.'),
  'a method that does not exist': ({ domainValidations }) =>
    domainValidations.start('a.example', planted as 'HTTP'),
  'a start that TXT has not': ({ domainValidations }) => domainValidations.start('a.example', 'TXT'),
  'a submission by mail without an address': ({ domainValidations }) =>
    domainValidations.submit('a.example', { method: 'EMAIL', email: '' }),
  'a report from a day that is none': ({ reports }) => reports.sslCertificates({ from: '2026-02-31x' }),
  'a report to a day in another form': ({ reports }) => reports.sslCertificates({ to: '01/31/2026' }),
  'a report by a status that does not exist': ({ reports }) =>
    reports.sslCertificates({ certificateStatus: planted as 'Any' }),
};

test.each(Object.entries(refused))('%s is refused before anything is sent', async (_, call) => {
  const failure = await refusalOf(call);
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument' });
  expect(inspect(failure)).not.toContain(planted);
});

const oauth = { type: 'oauth', clientId: 'a', clientSecret: planted } as const;
test.each<[string, Parameters<typeof createSectigoClient>[0]]>([
  ['an empty address', { baseUrl: '', customerUri: 'corp', auth }],
  ['an address that is none', { baseUrl: `http://[${planted}`, customerUri: 'corp', auth }],
  ['another scheme', { baseUrl: `ftp://${planted}.example`, customerUri: 'corp', auth }],
  ['an address with a password', { baseUrl: `https://a:${planted}@scm.example`, customerUri: 'corp', auth }],
  ['no customer URI', { baseUrl: 'https://scm.example', auth }],
  ['an empty customer URI', { baseUrl: 'https://scm.example', customerUri: '', auth }],
  ['an empty login', { baseUrl: 'https://scm.example', customerUri: 'corp', auth: { ...auth, login: '' } }],
  ['an empty client id', { baseUrl: 'https://scm.example', auth: { ...oauth, clientId: '' } }],
  ['an empty client secret', { baseUrl: 'https://scm.example', auth: { ...oauth, clientSecret: '' } }],
  ['a token URL that is none', { baseUrl: 'https://scm.example', auth: { ...oauth, tokenUrl: 'http://[' } }],
])('%s is refused when the client is made', async (_, options) => {
  const failure = await failureOf((async () => createSectigoClient(options))());
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument' });
  expect(inspect(failure)).not.toContain(planted);
});
