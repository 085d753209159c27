import { expect, test } from 'vitest';
import { sandboxFor, sync } from './support/sync.ts';

test('a row of SCM that can not be read is a failed certificate, and the others are synchronized', async () => {
  const sandbox = await sandboxFor();
  const reason =
    "Row 5 of the list of certificates (beside 1003 and 1005) can't be read: expected safe integer at sslId.";
  let told = false;
  const { summary } = await sync(sandbox, {
    sectigoPort: (client) => ({
      ...client,
      certificates: {
        ...client.certificates,
        list: (filter, options = {}) => {
          if (!told) options.onUnreadableRow?.(reason);
          told = true;
          return client.certificates.list(filter, options);
        },
      },
    }),
  });
  const { failed, updated, inScope } = summary.certificates;
  expect(failed).toMatchObject([{ sectigoId: null, keyfactorId: null, field: null, reason }]);
  expect(updated).toBe(inScope - 1);
  expect(summary.exitCode).toBe(3);
});
