import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { enrolled } from './support/enrollment.ts';
import { flavours, startPlugin } from './support/plugin.ts';

describe.each(flavours)('%s', (flavour) => {
  test('the issuers of a certificate come in their order, the root last', async () => {
    const started = await startPlugin({ flavour });
    const { id, x509 } = await enrolled(started);
    const issuers = (await started.plugin.getIssuers(String(id))).map((der) => new X509Certificate(der));
    const [issuing, root] = issuers;
    expect(issuers).toHaveLength(2);
    expect(issuing && x509.verify(issuing.publicKey)).toBe(true);
    expect(root?.fingerprint256).toBe(
      new X509Certificate(await started.sandbox.rootCertificate()).fingerprint256,
    );
  });

  test('those that SCM leaves out are missing', async () => {
    const started = await startPlugin({ flavour });
    started.sandbox.setSwitches({ collectChain: 'without-root' });
    const { id } = await enrolled(started);
    expect(await started.plugin.getIssuers(String(id))).toHaveLength(1);
  });

  test('there are none to be had of what is revoked, waits or is not there', async () => {
    const started = await startPlugin({ flavour });
    const { plugin, sandbox } = started;
    const { id } = await enrolled(started);
    sandbox.scmState.updateCertificate(id, { status: 'Revoked' });
    await expect(plugin.getIssuers(String(id))).rejects.toMatchObject({ code: 'not-found' });
    sandbox.scmState.updateCertificate(id, { status: 'Requested' });
    await expect(plugin.getIssuers(String(id))).rejects.toMatchObject({ code: 'not-found' });
    await expect(plugin.getIssuers('99999')).rejects.toMatchObject({ code: 'not-found' });
    await expect(plugin.getIssuers('x')).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
