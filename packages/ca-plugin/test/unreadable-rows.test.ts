import { expect, test } from 'vitest';
import { withUnreadableId } from './support/changed-scm.ts';
import { flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { synchronizeAll } from './support/synchronize.ts';

test.each(flavours)(
  "with %s, a row whose id can't be read is one bad record beside all the others",
  async (flavour) => {
    const sandbox = await sandboxFor({ certificates: 40 });
    const issued = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
    const { sslId } = issued[5] ?? { sslId: 0 };
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withUnreadableId(url, sslId);
    const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const { records, bad } = await synchronizeAll(run);
    expect(bad).toEqual([
      {
        caRequestId: 'unknown',
        problem: expect.stringMatching(
          /^Row \d+ of the list of certificates \(beside \d+ and \d+\) can't be read: /,
        ),
      },
    ]);
    expect(records.map(({ caRequestId }) => Number(caRequestId)).toSorted((a, b) => a - b)).toEqual(
      sandbox.scmState
        .certificates()
        .map((certificate) => certificate.sslId)
        .filter((id) => id !== sslId),
    );
  },
);
