import type { Failure, Knobs, Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { CaPluginError } from '../src/index.ts';
import { withOwnResponse, withoutSerialNumbers, withStrangeState } from './support/changed-scm.ts';
import { flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { findByStatus, takeRequests } from './support/synchronize.ts';

const small = { sandboxOptions: { certificates: 20 } };

/** The issued certificate of a sandbox to work with. */
function issuedIn(sandbox: Sandbox) {
  const certificate = sandbox.scmState.certificate(findByStatus(sandbox, 'Issued'));
  return { sslId: certificate?.sslId ?? 0, serialNumber: certificate?.serialNumber ?? '' };
}

describe.each(flavours)('a single record with %s', (flavour) => {
  test.each(['Requested', 'SAApproved', 'Approved', 'Applied'])(
    'is pending while %s, without a wait',
    async (status) => {
      const { plugin, sandbox, clock } = await startPlugin({ flavour, ...small });
      const record = await plugin.getSingleRecord(String(findByStatus(sandbox, status)));
      expect(record).toMatchObject({ status: 90, certificate: null, statusMessage: expect.any(String) });
      expect(clock.sleeps).toEqual([]);
      expect(takeRequests(sandbox)).toEqual({ getSsl: 1 });
    },
  );

  test.each(['Issued', 'Expired', 'Replaced'])('has its certificate when %s', async (status) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const sslId = findByStatus(sandbox, status);
    const record = await plugin.getSingleRecord(String(sslId));
    expect(record).toMatchObject({
      caRequestId: String(sslId),
      status: 40,
      certificate: expect.stringMatching(/^MII/),
      productId: String(sandbox.scmState.certificate(sslId)?.sslTypeId),
      revocationDate: null,
      revocationReason: null,
    });
  });

  test.each(['Declined', 'Rejected', 'Invalid'])('has failed when %s, and says why', async (status) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const record = await plugin.getSingleRecord(String(findByStatus(sandbox, status)));
    expect(record).toMatchObject({ status: 11, certificate: null, statusMessage: expect.any(String) });
  });

  test("is revoked with date and reason of the API, though the certificate can't be downloaded", async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId } = issuedIn(sandbox);
    sandbox.scmState.updateCertificate(sslId, { status: 'Revoked', reasonCode: 1 });
    expect(await plugin.getSingleRecord(String(sslId))).toMatchObject({
      status: 50,
      certificate: null,
      revocationDate: new Date('2026-03-01T00:00:00Z'),
      revocationReason: 1,
    });
  });

  test.each([0, -1400, -183, -109, -103, -102, 'empty'] as const)(
    'is pending where an issued certificate is not to be had yet (%s)',
    async (collectPending) => {
      const sandbox = await sandboxFor({ certificates: 20, switches: { collectPending } });
      const { plugin } = await startPlugin({ flavour, sandbox });
      const { sslId } = issuedIn(sandbox);
      sandbox.scmState.updateCertificate(sslId, { serialNumber: null });
      expect(await plugin.getSingleRecord(String(sslId))).toMatchObject({
        status: 90,
        certificate: null,
        statusMessage: expect.stringContaining('yet'),
      });
    },
  );

  test('follows a request through its states', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const sslId = findByStatus(sandbox, 'Requested');
    const statusNow = async () => (await plugin.getSingleRecord(String(sslId))).status;
    expect(await statusNow()).toBe(90);
    await sandbox.scmState.decide(sslId, 'issue');
    expect(await statusNow()).toBe(40);
    sandbox.scmState.updateCertificate(sslId, { status: 'Revoked' });
    expect(await statusNow()).toBe(50);
  });

  test('is not found under an unknown id', async () => {
    const { plugin } = await startPlugin({ flavour, ...small });
    await expect(plugin.getSingleRecord('999999')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('is refused under what is not an id, and nothing is sent', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    await expect(plugin.getSingleRecord('../1000')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(takeRequests(sandbox)).toEqual({});
  });

  test('in a state that is not known is not a record', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withStrangeState(url, 'Hibernating');
    const { plugin } = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const id = String(findByStatus(sandbox, 'Applied'));
    await expect(plugin.getSingleRecord(id)).rejects.toMatchObject({
      code: 'bad-record',
      message: expect.stringContaining('Hibernating'),
    });
  });

  test('can be given up', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    sandbox.setKnobs({ latencyMs: 1000 });
    const ending = new AbortController();
    const reading = plugin.getSingleRecord('1000', { signal: ending.signal });
    ending.abort();
    const publicReason = 'Waiting was ended.';
    await expect(reading).rejects.toMatchObject({ name: 'CaPluginError', code: 'aborted', publicReason });
  });
});

describe.each(flavours)('a search by serial number with %s', (flavour) => {
  test.each(['any', 'bare-padded'] as const)(
    'finds the request where SCM takes %s notation',
    async (serialFilter) => {
      const sandbox = await sandboxFor({ certificates: 20, switches: { serialFilter } });
      const { plugin } = await startPlugin({ flavour, sandbox });
      const { sslId, serialNumber } = issuedIn(sandbox);
      const pairs = serialNumber.replace(/(..)(?=.)/g, '$1:').toLowerCase();
      for (const text of [serialNumber, pairs, `0x${serialNumber}`, `serial=${serialNumber}`])
        expect(await plugin.findRequestIds(text)).toEqual([String(sslId)]);
      expect(await plugin.findRequestIds('AB')).toEqual([]);
    },
  );

  test('that finds nothing costs one call', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    sandbox.requests.clear();
    for (const text of ['AB', '0A1', 'F'.repeat(32)]) {
      expect(await plugin.findRequestIds(text)).toEqual([]);
      expect(takeRequests(sandbox)).toEqual({ listSsl: 1 });
    }
  });

  test('refuses what is not a serial number, and nothing is sent', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    await expect(plugin.findRequestIds('www.corp.example')).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(takeRequests(sandbox)).toEqual({});
  });
});

describe.each(flavours)('a revocation with %s', (flavour) => {
  test.each([0, 1, 3, 4, 5])('has its effect for reason %i', async (reason) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    expect(await plugin.revoke({ caRequestId: String(sslId), serialNumber, reason })).toBe(50);
    expect(sandbox.scmState.certificate(sslId)).toMatchObject({ status: 'Revoked', reasonCode: reason });
    expect(await plugin.getSingleRecord(String(sslId))).toMatchObject({ revocationReason: reason });
  });

  test.each([2, 6, 7, 8, 9, 10, -1, 1.5, Number.NaN])(
    'is refused for reason %d, and nothing is sent',
    async (reason) => {
      const { plugin, sandbox } = await startPlugin({ flavour, ...small });
      const { sslId, serialNumber } = issuedIn(sandbox);
      await expect(plugin.revoke({ caRequestId: String(sslId), serialNumber, reason })).rejects.toMatchObject(
        {
          code: 'invalid-request',
          message: expect.stringMatching(/0 \(unspecified\).*5 \(cessation of operation\)/),
        },
      );
      expect(takeRequests(sandbox)).toEqual({});
    },
  );

  test.each([
    ['colons', (serial: string) => serial.replace(/..(?=.)/g, '$&:')],
    ['lower case', (serial: string) => serial.toLowerCase()],
    ['no leading zeros', (serial: string) => serial.replace(/^0+/, '')],
    ['more leading zeros', (serial: string) => `00${serial}`],
    ['blanks', (serial: string) => serial.replace(/..(?=.)/g, '$& ')],
  ])('takes the serial number with %s', async (_, write) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    const request = { caRequestId: String(sslId), serialNumber: write(serialNumber), reason: 4 };
    expect(await plugin.revoke(request)).toBe(50);
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Revoked');
  });

  test('with the serial number of another certificate revokes nothing', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId } = issuedIn(sandbox);
    const request = { caRequestId: String(sslId), serialNumber: 'C0:FF:EE', reason: 4 };
    await expect(plugin.revoke(request)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('C0FFEE'),
    });
    expect(takeRequests(sandbox)).toEqual({ getSsl: 1 });
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Issued');
  });

  test('compares with the certificate itself where the details lack its serial number', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withoutSerialNumbers(url, /^\/api\/ssl\/v[12]\/\d+$/);
    const { plugin } = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const { sslId, serialNumber } = issuedIn(sandbox);
    const caRequestId = String(sslId);
    await expect(plugin.revoke({ caRequestId, serialNumber: 'C0FFEE', reason: 4 })).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Issued');
    expect(await plugin.revoke({ caRequestId, serialNumber, reason: 4 })).toBe(50);
  });

  test("of what can't be compared is refused", async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    sandbox.scmState.updateCertificate(sslId, { serialNumber: null });
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 }),
    ).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Revoke it in SCM'),
    });
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Issued');
  });

  test('with the serial number from before a reissue revokes nothing', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    sandbox.scmState.updateCertificate(sslId, { serialNumber: '0BADCAFE' });
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 }),
    ).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('reissued'),
    });
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Issued');
  });

  test.each(['', 'no serial'])('with the serial number "%s" is refused', async (serialNumber) => {
    const { plugin } = await startPlugin({ flavour, ...small });
    await expect(plugin.revoke({ caRequestId: '1000', serialNumber, reason: 4 })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  test('of what is revoked already leaves it as it is', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    sandbox.scmState.updateCertificate(sslId, { status: 'Revoked', reasonCode: 1 });
    expect(await plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 })).toBe(50);
    expect(takeRequests(sandbox)).toEqual({ getSsl: 1 });
    expect(sandbox.scmState.certificate(sslId)?.reasonCode).toBe(1);
  });

  test.each([
    ['Requested', /Decline the request/],
    ['Applied', /Decline the request/],
    ['Declined', /nothing to revoke/],
    ['Rejected', /nothing to revoke/],
  ])('of a request that is %s is refused', async (status, message) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const request = { caRequestId: String(findByStatus(sandbox, status)), serialNumber: 'AB', reason: 4 };
    await expect(plugin.revoke(request)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(message),
    });
    expect(takeRequests(sandbox)).toEqual({ getSsl: 1 });
  });

  test('of an expired certificate is refused', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const sslId = findByStatus(sandbox, 'Expired');
    const serialNumber = sandbox.scmState.certificate(sslId)?.serialNumber ?? '';
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 }),
    ).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('expired'),
    });
  });

  test('that SCM refuses for another state says so', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small });
    const sslId = findByStatus(sandbox, 'Replaced');
    const serialNumber = sandbox.scmState.certificate(sslId)?.serialNumber ?? '';
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 }),
    ).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('-102'),
    });
  });

  test('of an unknown id is not found', async () => {
    const { plugin } = await startPlugin({ flavour, ...small });
    await expect(
      plugin.revoke({ caRequestId: '999999', serialNumber: 'AB', reason: 4 }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each(['drop', 503, 'html'] as const)('whose response is lost (%s) is found done', async (response) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small, http: { retries: 0 } });
    const { sslId, serialNumber } = issuedIn(sandbox);
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [{ path: `/api/ssl/v1/revoke/${sslId}`, response }],
    });
    const request = { caRequestId: String(sslId), serialNumber, reason: 4 };
    const onRevokedBefore = () => expect.unreachable('it is ours');
    expect(await plugin.revoke(request, { onRevokedBefore })).toBe(50);
    expect(takeRequests(sandbox)).toEqual({ getSsl: 2, revokeSslById: 1 });
  });

  test.each([403, 404, 421, 429])('to which a proxy responds with %i is found done', async (htmlStatus) => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small, http: { retries: 0 } });
    const { sslId, serialNumber } = issuedIn(sandbox);
    const failures = [{ path: `/api/ssl/v1/revoke/${sslId}`, response: 'html' as const }];
    sandbox.setKnobs({ faultsAfterWrite: true, htmlStatus, failures });
    expect(await plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 })).toBe(50);
    expect(takeRequests(sandbox)).toEqual({ getSsl: 2, revokeSslById: 1 });
  });

  test.each([
    ['nothing', null, 204],
    ['an error document', '{"code":-102,"description":"Not issued"}', 200],
  ])('for which something else has a success with %s is none', async (_, body, status) => {
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = String(input);
      if (!url.includes('/revoke/')) return globalThis.fetch(input, init);
      sent.push(url);
      return new Response(body, { status, headers: { 'content-type': 'application/json' } });
    };
    const { plugin, sandbox } = await startPlugin({ flavour, ...small, http: { fetch } });
    const { sslId, serialNumber } = issuedIn(sandbox);
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 1 }),
    ).rejects.toBeInstanceOf(CaPluginError);
    expect(sent).toHaveLength(1);
  });

  test('that SCM shows a little later is done', async () => {
    const { plugin, sandbox, clock } = await startPlugin({ flavour, ...small });
    const { sslId, serialNumber } = issuedIn(sandbox);
    let shown = 0;
    sandbox.onRequest(async ({ phase, operation }) => {
      if (operation === 'revokeSslById' && phase === 'responding') {
        sandbox.scmState.updateCertificate(sslId, { status: 'Issued' });
      }
      if (operation !== 'getSsl' || phase !== 'arrived') return;
      shown += 1;
      if (shown === 4) sandbox.scmState.updateCertificate(sslId, { status: 'Revoked' });
    });
    expect(await plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 })).toBe(50);
    expect(clock.sleeps).toHaveLength(2);
    expect(takeRequests(sandbox).revokeSslById).toBe(1);
  });

  test('that never arrived is reported as a failure, and sent once', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, ...small, http: { retries: 0 } });
    const { sslId, serialNumber } = issuedIn(sandbox);
    sandbox.setKnobs({ failures: [{ path: `/api/ssl/v1/revoke/${sslId}`, response: 'drop' }] });
    await expect(
      plugin.revoke({ caRequestId: String(sslId), serialNumber, reason: 4 }),
    ).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(sandbox.scmState.certificate(sslId)?.status).toBe('Issued');
    expect(takeRequests(sandbox).revokeSslById).toBe(1);
  });

  describe('that somebody else is faster with', () => {
    const asked = 4;

    /** Has somebody else revoke the certificate once ours is on its way, and SCM or a proxy send a response to ours. */
    async function raced(
      theirs: number,
      faults: Partial<Knobs> = {},
      scmUrl?: (url: string) => Promise<string>,
    ) {
      const sandbox = await sandboxFor({ certificates: 20 });
      const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
      const ApiEndpoint = (await scmUrl?.(url)) ?? url;
      const { plugin } = await startPlugin({
        flavour,
        sandbox,
        connection: { ApiEndpoint },
        http: { retries: 0 },
      });
      const { sslId, serialNumber } = issuedIn(sandbox);
      sandbox.setKnobs(faults);
      const stop = sandbox.onRequest(async ({ phase, operation }) => {
        if (phase !== 'arrived' || operation !== 'revokeSslById') return;
        sandbox.scmState.updateCertificate(sslId, { status: 'Revoked', reasonCode: theirs });
      });
      let isTold = false;
      const status = await plugin.revoke(
        { caRequestId: String(sslId), serialNumber, reason: asked },
        { onRevokedBefore: () => (isTold = true) },
      );
      stop();
      expect(sandbox.scmState.certificate(sslId)?.reasonCode).toBe(theirs);
      return { status, isTold };
    }

    test.each([asked, 5])('is reported as revoked before, where SCM says so (reason %i)', async (theirs) => {
      expect(await raced(theirs)).toEqual({ status: 50, isTold: true });
    });

    test('is reported as revoked before, where SCM only says that it was not issued any more', async () => {
      const response = {
        status: 400,
        contentType: 'application/json',
        body: '{"code":-102,"description":"No."}',
      };
      const withResponse = (url: string) => withOwnResponse(url, { path: /\/revoke\//, response });
      expect(await raced(asked, {}, withResponse)).toEqual({ status: 50, isTold: true });
    });

    const failures = ['drop' as const, 503, 'html' as const].map(
      (response) => ({ path: '/api/ssl/v1/revoke/.*', response }) satisfies Failure,
    );
    test.each(failures)(
      'is reported as revoked before, where the response is lost and the reason another one (%j)',
      async (failure) => {
        const faults = { faultsAfterWrite: true, failures: [failure] };
        expect(await raced(5, faults)).toEqual({ status: 50, isTold: true });
      },
    );

    test('is reported as revoked before, where something else has a success and the reason is another one', async () => {
      const response = { status: 204, contentType: 'application/json', body: '' };
      const withResponse = (url: string) => withOwnResponse(url, { path: /\/revoke\//, response });
      expect(await raced(5, {}, withResponse)).toEqual({ status: 50, isTold: true });
    });
  });
});
