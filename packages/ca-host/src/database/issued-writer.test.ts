import { EndEntityStatus } from '@certbridge/ca-plugin';
import { SqliteFile } from '@certbridge/sqlite-file';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { issued, orderOf, recordOf } from '../../test/support/records.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { createCaDatabase } from './create-ca-database.ts';

const certificates = ['01', '02', '03'].map((serial) => issued({ serial, name: `www-${serial}` }));
const id = fc.constantFrom('1', '2', '3', '4');
const ca = fc.constantFrom('one', 'two');

const keeping = fc.record({
  ca,
  record: fc
    .record({
      id,
      certificate: fc.constantFrom({}, { serialNumber: '9' }, ...certificates),
      status: fc.constantFrom<EndEntityStatus[]>(
        EndEntityStatus.Generated,
        EndEntityStatus.Revoked,
        EndEntityStatus.Failed,
        EndEntityStatus.ExternalValidation,
      ),
      productId: fc.constantFrom(null, '1001', '1002'),
      revocationReason: fc.constantFrom(null, 1, 4),
    })
    .map(({ id: requestId, certificate, ...facts }) => recordOf(requestId, { ...certificate, ...facts })),
});
const ordering = fc.record({ ca, orderFor: id, userName: fc.constantFrom('anna', '') });
// From a few, so that some come again and some share a certificate.
const steps = fc
  .array(fc.oneof({ weight: 4, arbitrary: keeping }, ordering), { minLength: 1, maxLength: 6 })
  .chain((few) => fc.array(fc.constantFrom(...few), { maxLength: 20 }));

test('what searches read is what requests, certificates, products and orders say, after any changes', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const database = await SqliteFile.open(':memory:', caDatabaseKind());
      const stores = createCaDatabase(database);
      for (const [number, step] of taken.entries()) {
        const { requests, orders } = await stores.store(step.ca);
        if ('record' in step) await requests.keep([step.record], { at: new Date(Date.UTC(2026, 0, 1)) });
        else {
          const order = orderOf(String(number), { identifiedBy: [step.ca, 'DV', step.userName] });
          const begun = await orders.begin(order, { after: undefined });
          await orders.settle(begun ?? 0, step.orderFor);
        }
      }
      const rows = (table: string) =>
        database
          .prepare(
            `SELECT ca, request_id, hex(sha256), product, is_revoked, revocation, revoked_at, changed_at, not_before,
               not_after, subject, issuer, alternative_name, user_name FROM ${table} ORDER BY ca, request_id`,
          )
          .all();
      expect(rows('issued')).toEqual(rows('issuable'));
      const text = { value: 'www-0', match: 'part' } as const;
      expect(await stores.certificates.count({ text })).toBe(rows('issued').length);
      await database.close();
    }),
    { numRuns: 300 },
  );
});
