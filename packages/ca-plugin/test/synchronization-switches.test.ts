import type { Switches } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { synchronizeAll } from './support/synchronize.ts';

const settings: readonly Partial<Switches>[] = [
  { listOrder: 'descending' },
  { listSerial: 'bare-padded' },
  { listSerial: 'colon' },
  { detailSerial: 'bare-trimmed' },
  { scmSerialCase: 'lower' },
  { dateFormat: 'ignored' },
  { detailEmptyKeys: 'null' },
  { detailEmptyKeys: 'empty' },
  { statusSpelling: 'SA Approved' },
  { reasonCode: 'text' },
  { unknownIdOnGet: 400 },
  { collectPending: 'empty' },
  { collectLineEnds: 'crlf' },
  { collectChain: 'without-root' },
  { caKeyAlgorithm: 'RSA' },
  { oauthErrorCode: 'missing' },
];

describe.each(flavours)('with %s', (flavour) => {
  test.each(settings)('with the open question settled as %o, all comes once', async (switches) => {
    const sandbox = await sandboxFor({ certificates: 20, switches });
    const run = await startPlugin({ flavour, sandbox, connection: { PageSize: 6 } });
    const { records, bad } = await synchronizeAll(run);
    expect(bad).toEqual([]);
    expect(records.length).toBe(sandbox.scmState.size);
    for (const { status, certificate, revocationDate, revocationReason } of records) {
      if (status === 40) expect(certificate).toMatch(/^MII/);
      if (status !== 50) continue;
      expect(revocationDate).toBeInstanceOf(Date);
      expect(revocationReason).toBeGreaterThan(0);
    }
    expect(await synchronizeAll(run)).toEqual({ records: [], bad: [] });
  });

  test.each(settings)('with %o, a single record that is not there is not found', async (switches) => {
    const sandbox = await sandboxFor({ certificates: 20, switches });
    const { plugin } = await startPlugin({ flavour, sandbox });
    await expect(plugin.getSingleRecord('999999')).rejects.toMatchObject({ code: 'not-found' });
  });
});
