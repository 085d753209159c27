import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { certificateOf, enrolled, keep, loseAnswer, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { flavours, startPlugin } from './support/plugin.ts';

const enrollPath = '/api/ssl/v1/enroll';
const http = { retries: 0 };
const connection = { PickupRetries: 2, PickupDelay: 1 };

describe.each(flavours)('an order whose answer was lost, with %s', (flavour) => {
  test('is found by its key where it was issued, and goes on', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    sandbox.setSwitches({ issueAfterRequests: 0 });
    loseAnswer(sandbox, enrollPath);
    const csr = await csrFor('www.corp.example');
    const before = sandbox.scmState.size;
    const result = await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } }));
    certificateOf(result, csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    expect(sandbox.scmState.size).toBe(before + 1);
  });

  test('is found by its names where it waits for approval, and stays pending', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, connection });
    sandbox.setSwitches({ approval: 'manual' });
    loseAnswer(sandbox, enrollPath);
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    const last = sandbox.scmState.certificates().at(-1);
    expect(result).toMatchObject({
      caRequestId: String(last?.sslId),
      status: EndEntityStatus.ExternalValidation,
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('an order whose answer was lost', () => {
  test('and that SCM does not have fails, and the next one looks first before it orders', async () => {
    const { plugin, sandbox, clock } = await startPlugin({ connection, http });
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, answer: 'drop', times: 1 }] });
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr));
    expect(result).toEqual({
      caRequestId: '',
      certificate: null,
      status: EndEntityStatus.Failed,
      statusMessage:
        "SCM's answer to the order was lost, so it is not known whether SCM has it. SCM shows no such order so far. Look in SCM for a certificate www.corp.example of the profile 1001 before ordering with another CSR; ordering with the same CSR looks for it first.",
      enrollmentContext: { answer: 'lost' },
    });
    expect(clock.sleeps).toEqual([1000]);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);

    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    const operations = sandbox.requests.list().map(({ operation }) => operation);
    expect(operations.indexOf('listSsl')).toBeGreaterThanOrEqual(0);
    expect(operations.indexOf('listSsl')).toBeLessThan(operations.indexOf('enrollSsl'));
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(sandbox.requests.list().filter(({ operation }) => operation === 'listSsl')).toHaveLength(1);
  });

  test('and that shows up late is taken by the next one, which orders nothing', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setSwitches({ issueAfterRequests: 0 });
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [
        { method: 'POST', path: enrollPath, answer: 'drop', times: 1 },
        { method: 'GET', path: '/api/ssl/v1', answer: 503, times: 2 },
      ],
    });
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr));
    expect(first.statusMessage).toContain('SCM could not be asked');
    const result = await plugin.enroll(orderOf(csr, { parameters: { 'Keyfactor-Requester': 'ben' } }));
    certificateOf(result, csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('can not be asked for: then nothing more is ordered', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setKnobs({
      failures: [
        { method: 'POST', path: enrollPath, answer: 504, times: 1 },
        { method: 'GET', path: '/api/ssl/v1', answer: 503 },
      ],
    });
    const csr = await csrFor('www.corp.example');
    await plugin.enroll(orderOf(csr));
    await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is none of the certificates that the host knows, that others ordered, or that are older', async () => {
    const started = await startPlugin({ connection, http });
    const { plugin, sandbox } = started;
    // Known to the host, and of the very same names.
    await enrolled(started);
    // Ordered by this plugin, and not known to the host yet.
    await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    // Somebody else's, with another key.
    sandbox.scmState.addCertificate({ commonName: 'www.corp.example', serialNumber: 'A1', sslTypeId: 1001 });
    sandbox.scmState.addCertificate({ commonName: 'www.corp.example', status: 'Declined', sslTypeId: 1001 });
    // Its names are among those of a longer one.
    sandbox.scmState.addCertificate({
      commonName: 'www.corp.example.corp.example',
      status: 'Requested',
      sslTypeId: 1001,
    });
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, answer: 'drop', times: 1 }] });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
  });

  test('is left alone where it may be one of several, until its key tells, and nothing more is ordered', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setSwitches({ approval: 'manual' });
    const names = { commonName: 'www.corp.example', sslTypeId: 1001 };
    sandbox.scmState.addCertificate({ ...names, status: 'Requested' });
    loseAnswer(sandbox, enrollPath);
    const csr = await csrFor('www.corp.example');
    for (const attempt of [1, 2]) {
      const result = await plugin.enroll(orderOf(csr));
      expect([attempt, result.status]).toEqual([attempt, EndEntityStatus.Failed]);
      expect(result.statusMessage).toContain('SCM has several orders that it may be');
    }
    const own = sandbox.scmState.certificates().at(-1);
    await sandbox.scmState.decide(own?.sslId ?? 0, 'issue');
    const result = await plugin.enroll(orderOf(csr));
    certificateOf(result, csr);
    expect(result.caRequestId).toBe(String(own?.sslId));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is no request from before it was sent', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.scmState.addCertificate({ commonName: 'www.corp.example', status: 'Requested', sslTypeId: 1001 });
    sandbox.advanceClock(3 * 24 * 60 * 60 * 1000);
    sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, answer: 'drop', times: 1 }] });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
  });

  test('as a renewal is found under its new id', async () => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    loseAnswer(sandbox, '/api/ssl/v1/renewById/.*');
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await plugin.enroll(orderOf(csr, { enrollmentType: 'Renew', parameters }));
    certificateOf(result, csr);
    expect(Number(result.caRequestId)).toBeGreaterThan(id);
  });

  test('as a reissue is told by the certificate of its record', async () => {
    const started = await startPlugin({ connection, http });
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    const csr = await csrFor('www.corp.example');
    const order = orderOf(csr, { enrollmentType: 'Reissue', parameters: { PriorCertSN: x509.serialNumber } });
    const path = '/api/ssl/v1/replace/.*';
    sandbox.setKnobs({ failures: [{ method: 'POST', path, answer: 'drop', times: 1 }] });
    expect(await plugin.enroll(order)).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
    loseAnswer(sandbox, path);
    const result = await plugin.enroll(order);
    certificateOf(result, csr);
    expect(result.caRequestId).toBe(String(id));
    keep(started, result);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'replaceSsl', 'replaceSsl']);
  });
});
