import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createScmCall } from './checked-client.ts';
import { makeCsr } from './make-csr.ts';

const now = new Date('2026-03-15T10:00:00Z');
const customFields = [{ name: 'Cost Center', value: 'CC-1' }];
let sandbox: Sandbox;
let call: CheckedCall;
let csr: string;
let publicKey: Buffer;

beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now });
  call = createScmCall(sandbox);
  ({ csr, publicKey } = await makeCsr('CN=www.corp.example,O=Asked For,C=FR', {
    names: ['csr.corp.example'],
  }));
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

const order = (change: object = {}) => ({
  orgId: 203,
  certType: 1002,
  term: 90,
  csr,
  customFields,
  ...change,
});
const enroll = (change: object = {}) => call('POST /api/ssl/v1/enroll', { body: order(change) });
const place = async (change: object = {}): Promise<number> => (await enroll(change)).json.sslId;
const placeIssued = (change: object = {}): Promise<number> => {
  sandbox.setSwitches({ issueAfterRequests: 0 });
  return place(change);
};
const details = async (sslId: number) => (await call('GET /api/ssl/v1/{sslId}', { path: { sslId } })).json;
const collect = (sslId: number, format = 'x509CO') =>
  call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId }, query: { format } });
const post = (path: string, sslId: number, body: unknown) =>
  call(`POST /api/ssl/v1/${path}/{sslId}`, { path: { sslId }, body });
const certificates = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? []).map(
    (text) => new X509Certificate(text),
  );
const find = (status: string) =>
  sandbox.scmState.certificates().find((certificate) => certificate.status === status)?.sslId ?? 0;

describe('an order', () => {
  it('returns both ids and issues the certificate for its own key after a request of detail or collection', async () => {
    const response = await enroll({ subjAltNames: 'www.corp.example, api.corp.example,10.1.2.3' });
    expect(response.json).toMatchObject({ renewId: expect.stringMatching(/^[A-Za-z0-9]{20}$/) });
    const { sslId } = response.json;
    expect((await collect(sslId)).json).toEqual({ code: 0, description: 'Being processed by Sectigo' });
    const [leaf] = certificates((await collect(sslId)).text);
    expect(leaf?.publicKey.export({ type: 'spki', format: 'der' })).toEqual(publicKey);
    expect(leaf?.subject).toBe('C=DE\nO=Corp Services\nCN=www.corp.example');
    expect(leaf?.subjectAltName).toBe('DNS:www.corp.example, DNS:api.corp.example, IP Address:10.1.2.3');
    expect(leaf?.validFromDate).toEqual(new Date('2026-03-15T00:00:00Z'));
    expect(leaf?.validToDate).toEqual(new Date('2026-06-12T23:59:59Z'));
    expect(await details(sslId)).toMatchObject({
      status: 'Issued',
      keyType: 'EC - P-256',
      requester: sandbox.scm.login,
      requestedVia: 'REST API',
      expires: '06/12/2026',
      customFields,
      serialNumber: leaf?.serialNumber.replaceAll(/..(?=.)/g, '$&:'),
      certificateDetails: { sha1Hash: leaf?.fingerprint.replaceAll(':', '') },
    });
  });

  it('waits for as many requests as the switch says, detail and collection alike', async () => {
    sandbox.setSwitches({ issueAfterRequests: 3 });
    const sslId = await place();
    const statuses: string[] = [];
    for (let request = 0; request < 4; request += 1) statuses.push((await details(sslId)).status);
    expect(statuses).toEqual(['Applied', 'Applied', 'Applied', 'Issued']);
  });

  it('waits for its milliseconds on the clock that can be advanced', async () => {
    sandbox.setSwitches({ issueAfterRequests: 0, issueAfterMs: 3_600_000 });
    const sslId = await place();
    expect((await details(sslId)).status).toBe('Applied');
    sandbox.advanceClock(3_600_000);
    expect((await details(sslId)).status).toBe('Issued');
  });

  it('waits for an administrator by switch, who approves or declines once', async () => {
    sandbox.setSwitches({ approval: 'manual', issueAfterRequests: 0 });
    const [first, second] = [await place(), await place()];
    expect((await details(first)).status).toBe('Requested');
    expect((await post('approve', first, { message: 'fine' })).status).toBe(204);
    expect((await details(first)).status).toBe('Issued');
    expect((await post('decline', second, { message: 'no' })).status).toBe(204);
    expect(await details(second)).toMatchObject({ status: 'Declined', declined: '03/15/2026' });
    expect((await collect(second)).json.code).toBe(-169);
    for (const decision of ['approve', 'decline'])
      expect((await post(decision, first, { message: 'again' })).json.code).toBe(-1112);
    expect((await post('approve', second, { message: '' })).json.code).toBe(-1001);
  });

  it('waits for two approvals by switch', async () => {
    sandbox.setSwitches({ approval: 'two-step', issueAfterRequests: 0 });
    const [first, second] = [await place(), await place()];
    for (const sslId of [first, second])
      expect((await post('approve', sslId, { message: 'fine' })).status).toBe(204);
    expect((await details(first)).status).toBe('SAApproved');
    expect((await collect(first)).json.code).toBe(0);
    expect((await post('approve', first, { message: 'fine, too' })).status).toBe(204);
    expect((await details(first)).status).toBe('Issued');
    expect((await post('decline', second, { message: 'no' })).status).toBe(204);
    expect((await details(second)).status).toBe('Declined');
  });

  it('that SCM refuses is never issued', async () => {
    sandbox.setSwitches({ approval: 'manual' });
    const sslId = await place();
    await sandbox.scmState.decide(sslId, 'invalidate');
    expect((await details(sslId)).status).toBe('Invalid');
    expect((await collect(sslId)).json.code).toBe(-169);
  });

  it('keeps to the terms and key types of a profile that was added', async () => {
    const { id: certType } = sandbox.scmState.putProfile({
      name: 'Short-lived, RSA only',
      terms: [47],
      keyTypes: { RSA: ['3072'] },
    });
    const types = await call('GET /api/ssl/v1/types', {});
    expect(types.json).toContainEqual(
      expect.objectContaining({ id: certType, terms: [47], keyTypes: { RSA: ['3072'] } }),
    );
    expect((await enroll({ certType })).json.code).toBe(-36);
    expect((await enroll({ certType, term: 47 })).json.code).toBe(-138);
    const rsa = await makeCsr('CN=www.corp.example', { key: 'RSA-2048' });
    expect((await enroll({ certType, term: 47, csr: rsa.csr })).json.code).toBe(-78);
  });

  it('for EV is not approved by its requester', async () => {
    sandbox.setSwitches({ approval: 'manual' });
    const sslId = await place({ certType: 1003, term: 199 });
    expect((await post('approve', sslId, { message: 'mine' })).json.code).toBe(-1140);
  });

  it('takes the common name from the first alternative name when the CSR has none', async () => {
    const nameless = await makeCsr('O=Nobody');
    const sslId = await placeIssued({ csr: nameless.csr, subjAltNames: 'a.corp.example,b.corp.example' });
    expect(await details(sslId)).toMatchObject({
      commonName: 'a.corp.example',
      subjectAlternativeNames: ['a.corp.example', 'b.corp.example'],
    });
    expect((await enroll({ csr: nameless.csr })).json.code).toBe(-7);
  });

  it('takes RSA keys, a CSR without its frame, and legacy keys', async () => {
    const rsa = await makeCsr('CN=rsa.corp.example', { key: 'RSA-2048' });
    const bare = rsa.csr.replaceAll(/-----[^-]+-----/g, '');
    const sslId = await placeIssued({ csr: bare, numberServers: 1, serverType: -1 });
    expect((await details(sslId)).keyType).toBe('RSA - 2048');
    const [leaf] = certificates((await collect(sslId)).text);
    expect(leaf?.publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('is refused with the code of its fault, and nothing is stored', async () => {
    const before = sandbox.scmState.size;
    const expected: [object, number][] = [
      [{ orgId: 9 }, -639],
      [{ orgId: 204 }, -1021],
      [{ orgId: 206 }, -1023],
      [{ certType: undefined }, -39],
      [{ certType: 9 }, -111],
      [{ term: 91 }, -36],
      [{ customFields: [] }, -62],
      [{ customFields: [...customFields, { name: 'Nowhere', value: 'x' }] }, -135],
      [{ customFields: [...customFields, { name: 'Environment', value: 'x' }] }, -1601],
      [{ subjAltNames: ['a.corp.example'] }, -1002],
      [{ subjAltNames: 'someone@corp.example' }, -1010],
      [{ subjAltNames: '10.0.0.256' }, -62],
      [{ subjAltNames: 'printer.local' }, -164],
      [{ dcvMode: 'EMAIL' }, -7],
      [{ csr: 'abc' }, -9],
      [{ csr: 'AAAA' }, -10],
      [{ csr: 'ü' }, -1001],
      [{ csr: (await makeCsr('CN=x.corp.example', { forged: true })).csr }, -11],
      [{ csr: (await makeCsr('CN=x.corp.example', { key: 'RSA-1024' })).csr }, -78],
      [{ csr: (await makeCsr('CN=x.corp.example', { key: 'P-384' })).csr }, -138],
    ];
    for (const [change, code] of expected)
      expect([change, (await enroll(change)).json.code]).toEqual([change, code]);
    expect(sandbox.scmState.size).toBe(before);
  });

  it('needs an external requester, or validated domains, by switch', async () => {
    sandbox.setSwitches({ externalRequesterOnEnroll: 'required' });
    expect((await enroll()).json.code).toBe(-139);
    expect((await enroll({ externalRequester: 'a@vendor.example' })).status).toBe(200);
    sandbox.setSwitches({ externalRequesterOnEnroll: 'optional', domainValidation: 'checked' });
    expect((await enroll()).status).toBe(200);
    for (const name of ['www.new.example', 'www.old.example', 'evilcorp.example'])
      expect((await enroll({ subjAltNames: name })).json.code).toBe(-107);
  });

  it('with a generated key is issued without a CSR', async () => {
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const body = {
      ...order({ csr: undefined }),
      commonName: 'agent.corp.example',
      algorithm: 'RSA',
      keyParam: '3072',
      passPhrase: 'password',
      keyGenerationMethod: 'PK_AGENT',
    };
    const keygen = (change: object) =>
      call('POST /api/ssl/v1/enroll-keygen', { body: { ...body, ...change } });
    const { sslId } = (await keygen({})).json;
    expect((await details(sslId)).keyType).toBe('RSA - 3072');
    expect((await keygen({ keyParam: '1024' })).json.code).toBe(-78);
    expect((await keygen({ passPhrase: 'short' })).json.code).toBe(-1001);
    expect((await keygen({ keyGenerationMethod: 'AZURE_KEY_VAULT' })).json.code).toBe(-7);
    expect((await keygen({ commonName: undefined })).json.code).toBe(-1001);
  });
});

describe('collection', () => {
  const names = (pem: string) =>
    certificates(pem).map(({ subject }) => /CN=(?<cn>\S+ ?\S*)/.exec(subject)?.groups?.cn);

  it.each([
    ['x509CO', ['leaf']],
    ['pemco', ['leaf']],
    ['x509', ['root', 'issuer', 'leaf']],
    ['pem', ['root', 'issuer', 'leaf']],
    ['x509R', ['leaf', 'issuer', 'root']],
    ['pemia', ['leaf', 'issuer', 'root']],
    ['x509IO', ['root', 'issuer']],
    ['x509IOR', ['issuer', 'root']],
  ])('as %s holds %j', async (format, expected) => {
    const sslId = find('Issued');
    const response = await collect(sslId, format);
    const kinds = certificates(response.text).map((one) =>
      one.ca ? (one.subject === one.issuer ? 'root' : 'issuer') : 'leaf',
    );
    expect(kinds).toEqual(expected);
    const { text } = await call('GET /api/ssl/v1/collect/{sslId}/{format}', { path: { sslId, format } });
    expect(text).toBe(response.text);
  });

  it('is a chain that verifies, with the serial number, subject and dates of the record', async () => {
    const sslId = find('Issued');
    const [leaf, issuer, root] = certificates((await collect(sslId, 'x509R')).text);
    if (leaf === undefined || issuer === undefined || root === undefined) throw new Error('no chain');
    expect(leaf.verify(issuer.publicKey) && issuer.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(issuer) && issuer.checkIssued(root)).toBe(true);
    const record = sandbox.scmState.certificate(sslId);
    expect(leaf.serialNumber.padStart(32, '0')).toBe(record?.serialNumber);
    expect(leaf.subject).toContain(`CN=${record?.commonName}`);
    expect((await details(sslId)).certificateDetails.sha1Hash).toBe(leaf.fingerprint.replaceAll(':', ''));
  });

  it('returns the same certificate every time', async () => {
    const sslId = find('Issued');
    expect((await collect(sslId)).text).toBe((await collect(sslId)).text);
  });

  it('is PKCS#7 by default and as base64 and bin, or plain PEM by switch', async () => {
    const sslId = find('Issued');
    const byDefault = await call('GET /api/ssl/v1/collect/{sslId}', { path: { sslId } });
    expect(byDefault.text).toMatch(/^-----BEGIN PKCS7-----\n/);
    expect((await collect(sslId, 'base64')).text).toBe(byDefault.text);
    expect((await collect(sslId, 'bin')).headers.get('content-type')).toBe(
      'application/octet-stream;charset=UTF-8',
    );
    sandbox.setSwitches({ base64Collect: 'pem' });
    expect(names((await collect(sslId, 'base64')).text)).toHaveLength(3);
  });

  it('ends with the issuing CA, and with CR LF, by switch', async () => {
    sandbox.setSwitches({ collectChain: 'without-root', collectLineEnds: 'crlf' });
    const { text } = await collect(find('Issued'), 'x509');
    expect(certificates(text)).toHaveLength(2);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each([
    [0, 400],
    [-1400, 400],
    [-183, 400],
    [-109, 400],
    [-103, 400],
    [-102, 400],
    ['empty', 200],
  ] as const)('of a pending certificate returns %s', async (collectPending, status) => {
    sandbox.setSwitches({ collectPending });
    for (const state of ['Requested', 'Approved', 'Applied', 'SAApproved']) {
      const response = await collect(find(state));
      expect(response.status).toBe(status);
      if (status === 200) expect(response.text).toBe('');
      else expect(response.json.code).toBe(collectPending);
    }
  });

  it('is refused when revoked, rejected, unknown, or of an unknown format', async () => {
    expect((await collect(find('Revoked'))).json.code).toBe(-110);
    for (const status of ['Declined', 'Rejected', 'Invalid'])
      expect((await collect(find(status))).json.code).toBe(-169);
    expect(await collect(9_999_999)).toMatchObject({ status: 404, json: { code: -5101 } });
    expect(
      (
        await call('GET /api/ssl/v1/collect/{sslId}', {
          path: { sslId: find('Issued') },
          query: { format: 'X509' },
        })
      ).json.code,
    ).toBe(-126);
  });

  it('still serves expired and replaced certificates', async () => {
    for (const status of ['Expired', 'Replaced']) expect((await collect(find(status))).status).toBe(200);
  });

  it('comes from an RSA authority by switch', async () => {
    sandbox.setSwitches({ caKeyAlgorithm: 'RSA' });
    const sslId = await placeIssued();
    expect((await details(sslId)).signatureAlg).toBe('SHA256WITHRSA');
    const [, issuer] = certificates((await collect(sslId, 'x509R')).text);
    expect(issuer?.publicKey.asymmetricKeyType).toBe('rsa');
  });
});

describe('renewal', () => {
  it('by id makes a new record and marks the old one', async () => {
    const old = await placeIssued({ subjAltNames: 'b.corp.example' });
    const response = await post('renewById', old, {});
    expect(response.json.sslId).toBeGreaterThan(old);
    expect(await details(old)).toMatchObject({ status: 'Issued', renewed: true, renewedDate: '03/15/2026' });
    const renewed = await details(response.json.sslId);
    expect(renewed).toMatchObject({ status: 'Issued', renewed: false, customFields });
    expect(renewed.subjectAlternativeNames).toEqual(['www.corp.example', 'b.corp.example']);
    const [leaf] = certificates((await collect(response.json.sslId)).text);
    expect(leaf?.publicKey.export({ type: 'spki', format: 'der' })).toEqual(publicKey);
  });

  it('by id takes a new CSR, and an object only', async () => {
    const old = await placeIssued();
    const fresh = await makeCsr('CN=www.corp.example');
    const { sslId } = (await post('renewById', old, { csr: fresh.csr })).json;
    const [leaf] = certificates((await collect(sslId)).text);
    expect(leaf?.publicKey.export({ type: 'spki', format: 'der' })).toEqual(fresh.publicKey);
    expect((await post('renewById', old, '""')).json.code).toBe(-1002);
    expect((await post('renewById', old, { csr: 'abc' })).json.code).toBe(-9);
  });

  it('makes the old certificate Replaced by switch, once the new one is issued', async () => {
    sandbox.setSwitches({ renewedCertificate: 'Replaced' });
    const old = await placeIssued();
    sandbox.setSwitches({ issueAfterRequests: 1 });
    const { sslId } = (await post('renewById', old, {})).json;
    expect((await details(old)).status).toBe('Issued');
    await details(sslId);
    expect((await details(old)).status).toBe('Replaced');
  });

  it('by renew id returns nothing about the new record', async () => {
    const { renewId } = (await enroll()).json;
    const renew = (id: string) => call('POST /api/ssl/v1/renew/{renewId}', { path: { renewId: id } });
    expect((await renew(renewId)).json.code).toBe(-130);
    const placed = sandbox.scmState.certificates().at(-1)?.sslId ?? 0;
    await details(placed);
    const before = sandbox.scmState.size;
    expect(await renew(renewId)).toMatchObject({ status: 204, text: '' });
    expect(sandbox.scmState.size).toBe(before + 1);
    expect((await renew('nowhere')).json.code).toBe(-124);
  });

  it('past the CA only marks the record', async () => {
    const sslId = find('Issued');
    const before = sandbox.scmState.size;
    expect((await post('renew/manual', sslId, undefined)).status).toBe(204);
    expect((await details(sslId)).renewed).toBe(true);
    expect(sandbox.scmState.size).toBe(before);
    expect((await post('renew/manual', sslId, { id: 9_999_999 })).json.code).toBe(-124);
  });

  it('is refused by state, and by the profile by switch', async () => {
    expect((await post('renewById', find('Revoked'), {})).json.code).toBe(-130);
    expect((await post('renewById', 9_999_999, {})).json.code).toBe(-124);
    sandbox.setSwitches({ renewal: 'refused' });
    expect((await post('renewById', find('Issued'), {})).json.code).toBe(-180);
  });
});

describe('replacement', () => {
  it('changes the content under the same id', async () => {
    const sslId = await placeIssued();
    const before = await details(sslId);
    const fresh = await makeCsr('CN=other.corp.example', { key: 'RSA-2048' });
    sandbox.setSwitches({ issueAfterRequests: 1 });
    const body = { csr: fresh.csr, reason: 'test', subjectAlternativeNames: ['c.corp.example'] };
    expect(await post('replace', sslId, body)).toMatchObject({ status: 204, text: '' });
    expect((await collect(sslId)).json.code).toBe(0);
    const after = await details(sslId);
    expect(after).toMatchObject({ status: 'Issued', commonName: 'www.corp.example', keyType: 'RSA - 2048' });
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(after.subjectAlternativeNames).toEqual(['www.corp.example', 'c.corp.example']);
  });

  it('leaves the old certificate in place until then by switch', async () => {
    const sslId = await placeIssued();
    const { text } = await collect(sslId);
    sandbox.setSwitches({ issueAfterRequests: 1, collectDuringReplace: 'old-certificate' });
    await post('replace', sslId, { csr, reason: 'test', subjectAlternativeNames: null });
    expect((await collect(sslId)).text).toBe(text);
    expect((await collect(sslId)).text).not.toBe(text);
  });

  it('is refused by state, for automatic installation, and with a bad CSR', async () => {
    const body = { csr, reason: 'test' };
    expect((await post('replace', find('Expired'), body)).json.code).toBe(-130);
    const sslId = find('Issued');
    expect((await post('replace', sslId, { ...body, csr: 'AAAA' })).json.code).toBe(-10);
    expect((await post('replace', sslId, { csr })).json.code).toBe(-1001);
    sandbox.scmState.updateCertificate(sslId, { autoInstalled: true });
    expect((await post('replace', sslId, body)).json.code).toBe(-1148);
  });
});

describe('revocation', () => {
  const reason = { reasonCode: 4, reason: 'superseded' };

  it('by id takes effect once', async () => {
    const sslId = find('Issued');
    expect(await post('revoke', sslId, reason)).toMatchObject({ status: 204, text: '' });
    expect(await details(sslId)).toMatchObject({ status: 'Revoked', reasonCode: 4, revoked: '03/15/2026' });
    expect((await post('revoke', sslId, reason)).json.code).toBe(-159);
    expect((await post('revoke', find('Expired'), reason)).json.code).toBe(-102);
    expect((await post('revoke', 9_999_999, reason)).json.code).toBe(-124);
  });

  it.each([2, 6, 7, 8, 9, 10])('refuses reason %i', async (reasonCode) => {
    expect((await post('revoke', find('Issued'), { ...reason, reasonCode })).json.code).toBe(-1001);
  });

  it('takes a reason of 1 to 512 characters, and no reason code unless the switch says so', async () => {
    const [first, second] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
    const id = first?.sslId ?? 0;
    expect((await post('revoke', id, { ...reason, reason: '' })).json.code).toBe(-1001);
    expect((await post('revoke', id, { ...reason, reason: 'x'.repeat(513) })).json.code).toBe(-1001);
    expect((await post('revoke', id, { ...reason, reason: 'x'.repeat(512) })).status).toBe(204);
    sandbox.setSwitches({ revokeReasonCode: 'required' });
    expect((await post('revoke', second?.sslId ?? 0, { reason: 'x' })).json.code).toBe(-1001);
    sandbox.setSwitches({ revokeReasonCode: 'optional' });
    expect((await post('revoke', second?.sslId ?? 0, { reason: 'x' })).status).toBe(204);
  });

  it('by serial number takes colons and bare digits', async () => {
    const [first, second] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
    const revoke = (serialNumber: string) =>
      call('POST /api/ssl/v1/revoke/serial/{serialNumber}', { path: { serialNumber }, body: reason });
    expect((await revoke((first?.serialNumber ?? '').replaceAll(/..(?=.)/g, '$&:'))).status).toBe(204);
    expect((await revoke((second?.serialNumber ?? '').toLowerCase())).status).toBe(204);
    expect((await revoke('AB:CD')).json.code).toBe(-124);
  });

  it('past the CA takes an id, or serial number and issuer', async () => {
    const manual = (body: object) => call('POST /api/ssl/v1/revoke/manual', { body });
    const [first, second] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
    const revokeDate = '2026-03-01T12:24:27.916+00:00';
    expect((await manual({ certId: first?.sslId, revokeDate, reasonCode: 1 })).status).toBe(204);
    expect(await details(first?.sslId ?? 0)).toMatchObject({ status: 'Revoked', revoked: '03/01/2026' });
    const { serialNumber, certificateDetails } = await details(second?.sslId ?? 0);
    expect((await manual({ serialNumber })).json.code).toBe(-7);
    expect((await manual({ serialNumber, issuer: 'CN=Other' })).json.code).toBe(-124);
    expect((await manual({ certId: null, serialNumber, issuer: certificateDetails.issuer })).status).toBe(
      204,
    );
  });
});

it('deletes imported and discovered records only', async () => {
  const remove = (sslId: number) => call('DELETE /api/ssl/v1/{sslId}', { path: { sslId } });
  const { sslId } = sandbox.scmState.addCertificate({ requestedVia: 'Discovery' });
  expect((await remove(sslId)).status).toBe(204);
  expect((await remove(sslId)).status).toBe(404);
  expect((await remove(find('Issued'))).json.code).toBe(-3);
});

it('takes a new CSR while a request can be edited', async () => {
  const sslId = find('Declined');
  const put = (change: object) => call('PUT /api/ssl/v1', { body: { sslId, ...change } });
  expect((await put({ csr: 'AAAA' })).json.code).toBe(-10);
  const rsa = await makeCsr('CN=x.corp.example', { key: 'RSA-2048' });
  expect((await put({ csr: rsa.csr })).json.keyType).toBe('RSA - 2048');
});

it('lets certificates expire when the clock is advanced, and reset turns it back', async () => {
  const sslId = await placeIssued();
  sandbox.advanceClock(91 * 86_400_000);
  expect((await details(sslId)).status).toBe('Expired');
  expect(sandbox.now).toEqual(new Date('2026-06-14T10:00:00Z'));
  sandbox.reset();
  expect(sandbox.now).toEqual(now);
});
