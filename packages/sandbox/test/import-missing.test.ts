import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, type ScmCertificateView, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let scm: CheckedCall;
let command: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 100 });
  scm = createScmCall(sandbox);
  command = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

const collect = (sslId: number) =>
  scm('GET /api/ssl/v1/collect/{sslId}', { path: { sslId }, query: { format: 'x509CO' } });
const importOne = (pem: string, metadata?: Record<string, string>) =>
  command('POST /Certificates/Import', {
    body: {
      Certificate: new X509Certificate(pem).raw.toString('base64'),
      ...(metadata && { Metadata: metadata, ImportMetadata: true }),
    },
  });
const find = async (QueryString: string) =>
  (
    await command('GET /Certificates', {
      query: { QueryString, includeMetadata: true, IncludeExpired: true, IncludeRevoked: true },
    })
  ).json;

/** Finds certificates of SCM with a state that Command has, or has not. */
function held(status: string, inCommand: boolean): ScmCertificateView[] {
  return sandbox.scmState
    .certificates()
    .filter(
      (one) =>
        one.status === status &&
        one.serialNumber !== null &&
        sandbox.commandState.findBySerial(one.serialNumber).length > 0 === inCommand,
    );
}

it('imports every certificate that Command lacks, with its metadata, and finds it by thumbprint', async () => {
  const missing = held('Issued', false);
  expect(missing.length).toBeGreaterThan(0);
  for (const { sslId, serialNumber } of missing) {
    const { text } = await collect(sslId);
    const certificate = new X509Certificate(text);
    const thumbprint = certificate.fingerprint.replaceAll(':', '');
    const { json } = await importOne(text, { BusinessUnit: `from ${sslId}` });
    expect(json).toMatchObject({ ImportStatus: 0, Thumbprint: thumbprint });
    const [row, ...others] = await find(`Thumbprint -eq "${thumbprint}"`);
    expect(others).toEqual([]);
    expect(row.SerialNumber.padStart(32, '0')).toBe(serialNumber);
    expect(certificate.serialNumber.padStart(32, '0')).toBe(serialNumber);
    expect(row.Metadata).toEqual({ BusinessUnit: `from ${sslId}` });
    const { json: single } = await command('GET /Certificates/{id}', {
      path: { id: row.Id },
      query: { includeMetadata: true },
    });
    expect(single).toMatchObject({ Thumbprint: thumbprint, Metadata: row.Metadata, IssuerDN: row.IssuerDN });
    expect(single.ContentBytes).toBe(certificate.raw.toString('base64'));
    const { json: details } = await scm('GET /api/ssl/v1/{sslId}', { path: { sslId } });
    expect(details.certificateDetails.sha1Hash).toBe(thumbprint);
    expect(details.certificateDetails.issuer).toBe(row.IssuerDN);
  }
  expect(held('Issued', false)).toEqual([]);
});

it('takes metadata over only when asked to', async () => {
  const [missing] = held('Issued', false);
  const { text } = await collect(missing?.sslId ?? 0);
  const { json } = await command('POST /Certificates/Import', {
    body: { Certificate: new X509Certificate(text).raw.toString('base64'), Metadata: { BusinessUnit: 'x' } },
  });
  expect((await find(`Thumbprint -eq "${json.Thumbprint}"`))[0].Metadata).toEqual({});
});

it('imports nothing when a metadata field is unknown', async () => {
  const [missing] = held('Issued', false);
  const { text } = await collect(missing?.sslId ?? 0);
  expect((await importOne(text, { Nowhere: 'x' })).status).toBe(400);
  expect(held('Issued', false)[0]).toEqual(missing);
});

describe('a certificate that Command has', () => {
  const importKnown = async () => {
    const [known] = held('Issued', true);
    const { text } = await collect(known?.sslId ?? 0);
    const before = sandbox.commandState.size;
    const response = await importOne(text, { BusinessUnit: 'again' });
    expect(sandbox.commandState.size).toBe(before);
    const [view] = sandbox.commandState.findBySerial(known?.serialNumber ?? '');
    const thumbprint = new X509Certificate(text).fingerprint.replaceAll(':', '');
    expect((await find(`Thumbprint -eq "${thumbprint}"`)).map(({ Id }: { Id: number }) => Id)).toEqual([
      view?.id,
    ]);
    return { status: response.status, unit: view?.metadata.BusinessUnit };
  };

  it('has its metadata changed', async () => {
    expect(await importKnown()).toEqual({ status: 200, unit: 'again' });
  });

  it('keeps its metadata by switch', async () => {
    sandbox.setSwitches({ importKnown: 'kept' });
    const outcome = await importKnown();
    expect(outcome.status).toBe(200);
    expect(outcome.unit).not.toBe('again');
  });

  it('is refused by switch', async () => {
    sandbox.setSwitches({ importKnown: 'refused' });
    const outcome = await importKnown();
    expect(outcome.status).toBe(400);
    expect(outcome.unit).not.toBe('again');
  });
});

it('responds to an import with null where the contract allows it, by switch', async () => {
  sandbox.setSwitches({ importResponse: 'nulls' });
  const [missing] = held('Issued', false);
  const { json } = await importOne((await collect(missing?.sslId ?? 0)).text);
  expect(json).toEqual({ ImportStatus: 0, JobStatus: 0, Thumbprint: null, InvalidKeystores: null });
  expect(held('Issued', false)).not.toContainEqual(missing);
});

it('imports an expired certificate, and hands out no revoked one', async () => {
  const [expired] = held('Expired', true);
  sandbox.commandState.removeCertificate(
    sandbox.commandState.findBySerial(expired?.serialNumber ?? '')[0]?.id ?? 0,
  );
  const { text } = await collect(expired?.sslId ?? 0);
  expect((await importOne(text)).status).toBe(200);
  expect(sandbox.commandState.findBySerial(expired?.serialNumber ?? '')).toHaveLength(1);
  const [revoked] = held('Revoked', true);
  expect(await collect(revoked?.sslId ?? 0)).toMatchObject({ status: 400, json: { code: -110 } });
});
