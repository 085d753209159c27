import { expect, test } from 'vitest';
import { findAtHost } from './find-at-host.ts';

const certificate = { sslId: 7, serialNumber: '0A' };
const own = { requestId: '7', hasCertificate: false };

/** A host that has the serial number under one id, and requests of these ids. */
const hostWith = (requestId: string | undefined, ids: readonly string[] = []) => ({
  requestIdBySerialNumber: async (serial: string) => (serial === 'A' ? requestId : undefined),
  existsByRequestId: async (id: string) => ids.includes(id),
});
const listed = (...ids: readonly number[]) => ({ has: (id: number) => ids.includes(id) });

test.each(['7', '7-5678', 'GW-0815', '99'])(
  'the serial number finds it under the id %s',
  async (requestId) => {
    expect(await findAtHost(certificate, hostWith(requestId), listed(7).has)).toEqual({
      requestId,
      hasCertificate: true,
    });
  },
);

test('an unknown serial number, or none, leaves its own id', async () => {
  expect(await findAtHost(certificate, hostWith(undefined), listed(7).has)).toEqual(own);
  expect(await findAtHost({ ...certificate, serialNumber: undefined }, hostWith('7'), listed(7).has)).toEqual(
    own,
  );
});

test('what another record of SCM has at the host is not taken for it', async () => {
  expect(await findAtHost(certificate, hostWith('9'), listed(7, 9).has)).toEqual(own);
  expect(await findAtHost(certificate, hostWith('9-1'), listed(7, 9).has)).toEqual(own);
});

test('where the host has its request, too, that one counts', async () => {
  expect(await findAtHost(certificate, hostWith('GW-0815', ['7']), listed(7).has)).toEqual(own);
});
