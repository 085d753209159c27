import type { CertificateReader } from '../contract/certificate-reader.ts';
import type { Clock } from '../plugin-context.ts';
import { checkReturned, isFlag, isTime } from './check-returned.ts';

/** Has a reader throw a `CaPluginError` 'invalid-argument' where it returns something else than its contract has. */
export function checkedReader(reader: CertificateReader): CertificateReader {
  return {
    statusByRequestId: async (id) =>
      checkReturned(await reader.statusByRequestId(id), {
        of: 'reader.statusByRequestId',
        expected: 'a status, which is a number, or undefined',
        is: (value) => value === undefined || Number.isInteger(value),
      }),
    existsByRequestId: async (id) =>
      checkReturned(await reader.existsByRequestId(id), {
        of: 'reader.existsByRequestId',
        expected: 'true or false',
        is: isFlag,
      }),
    requestIdBySerialNumber: async (serialNumber) =>
      checkReturned(await reader.requestIdBySerialNumber(serialNumber), {
        of: 'reader.requestIdBySerialNumber',
        expected: 'text, or undefined',
        is: (value) => value === undefined || typeof value === 'string',
      }),
    expiryByRequestId: async (id) =>
      checkReturned(await reader.expiryByRequestId(id), {
        of: 'reader.expiryByRequestId',
        expected: 'a valid Date, or undefined',
        is: (value) => value === undefined || isTime(value),
      }),
  };
}

/** Has a clock throw a `CaPluginError` 'invalid-argument' where it returns no time; its `sleep` may return nothing. */
export function checkedClock(clock: Clock): Clock {
  return {
    now: () => checkReturned(clock.now(), { of: 'clock.now', expected: 'a valid Date', is: isTime }),
    sleep: async (ms, signal) => clock.sleep(ms, signal),
  };
}
