import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { makeCsr } from '../../../../packages/ca-host/test/support/make-csr.ts';
import { connectionTo, goodSettings } from '../ca-workplace.ts';
import {
  callGateway,
  ejbca,
  openGatewayWorkplace,
  type Prepared,
  untilReady,
  waitLong,
} from './gateway-workplace.ts';

test('a gateway serves several CAs, each over a connection of its own, and rules tell them apart', async () => {
  const { prepare, start, change, workplace, sandbox } = await openGatewayWorkplace();
  const other = await startSandbox({ certificates: 7, seed: 2 });
  onTestFinished(() => other.close());
  const prepared = await prepare(...goodSettings);
  await workplace.write('other.json', connectionTo(other));
  await change(prepared, (document) => {
    waitLong(document);
    const [first] = document.cas as unknown as object[];
    (document.cas as unknown as object[]).push({
      ...first,
      name: 'Other',
      connection: '../config/other.json',
    });
    const [rule] = (document.access as { rules: { cas?: string[] }[] }).rules;
    if (rule !== undefined) rule.cas = ['Other'];
  });
  const gateway = await start(prepared);
  await untilReady(prepared.operations);
  const { body } = await callGateway(prepared, `${gateway.url}${ejbca}/v1/ca`);
  expect(JSON.parse(body).certificate_authorities).toMatchObject([{ name: 'Other' }]);
  expect(await order(prepared, gateway.url, 'Other')).toMatchObject({ status: 201 });
  expect(await order(prepared, gateway.url, 'Sectigo')).toMatchObject({ status: 403 });
  const ordersAt = ({ requests }: typeof other) =>
    requests.list().filter(({ path }) => path.endsWith('/ssl/v1/enroll')).length;
  expect([ordersAt(sandbox), ordersAt(other)]).toEqual([0, 1]);
  const metrics = await (await fetch(`${prepared.operations}/metrics`)).text();
  expect(metrics).toContain('certbridge_ca_orders_total{ca="Other",state="issued"} 1');
  expect(metrics).toContain('certbridge_ca_ready{ca="Sectigo"} 1');
  expect((await gateway.stop()).code).toBe(0);
});

test('several CAs with one profile need one of them named for EST', async () => {
  const { prepare, start, change, workplace, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await workplace.write('other.json', connectionTo(sandbox));
  await change(prepared, (document) => {
    waitLong(document);
    const [first] = document.cas as unknown as object[];
    (document.cas as unknown as object[]).push({
      ...first,
      name: 'Other',
      connection: '../config/other.json',
    });
  });
  const enroll = ({ url }: { readonly url: string }) =>
    callGateway(prepared, `${url}/.well-known/est/Sectigo%20DV%20SSL/simpleenroll`, {
      method: 'POST',
      headers: { 'content-type': 'application/pkcs10' },
      body: Buffer.from(makeCsr('router.corp.example').der).toString('base64'),
    });
  const first = await start(prepared);
  expect(await enroll(first)).toMatchObject({ status: 404 });
  while (!first.log().includes('Name the CA for EST in est.ca.')) await delay(20);
  expect((await first.stop()).log).toContain(
    'Several CAs have the profiles Sectigo DV SSL, Sectigo OV SSL, ',
  );
  await change(prepared, (document) => {
    document.est = { ca: 'Other' };
  });
  const second = await start(prepared);
  expect(await enroll(second)).toMatchObject({ status: 200 });
  expect((await second.stop()).log).not.toContain('est.ca');
});

test('the schedules scan what has changed, and poll what waits', async () => {
  const { prepare, start, change, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, (document) => {
    const [ca] = document.cas as unknown as object[];
    Object.assign(ca ?? {}, {
      incrementalScan: '* * * * * *',
      pending: '* * * * * *',
      // Seldom enough that incremental ones have a turn, too.
      fullScan: '*/5 * * * * *',
    });
  });
  const gateway = await start(prepared);
  const done = (scope: string) =>
    gateway
      .log()
      .split('\n')
      .filter((line) => line.includes(`"scope":"${scope}"`) && line.includes('scan done')).length;
  while (done('full') < 2 || done('incremental') < 2) await delay(50);
  const count = async () =>
    JSON.parse((await callGateway(prepared, `${gateway.url}${ejbca}/v2/certificate/count`)).body).count;
  const before = await count();
  sandbox.setSwitches({ approval: 'manual' });
  expect(await order(prepared, gateway.url, 'Sectigo')).toMatchObject({ status: 503 });
  const ordered = () =>
    sandbox.scmState.certificates().find(({ commonName }) => commonName === 'www.corp.example');
  while (ordered() === undefined) await delay(20);
  await sandbox.scmState.decide(ordered()?.sslId ?? 0, 'approve');
  await sandbox.scmState.decide(ordered()?.sslId ?? 0, 'issue');
  while ((await count()) !== before + 1) await delay(50);
  expect((await gateway.stop()).code).toBe(0);
});

function order(prepared: Prepared, url: string, ca: string) {
  return callGateway(prepared, `${url}${ejbca}/v1/certificate/pkcs10enroll`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      certificate_request: makeCsr('www.corp.example').pem,
      certificate_profile_name: 'Sectigo DV SSL',
      end_entity_profile_name: 'AnyCA',
      certificate_authority_name: ca,
      username: 'www',
      password: 'foo123',
    }),
  });
}
