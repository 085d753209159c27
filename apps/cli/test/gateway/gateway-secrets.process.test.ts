import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeCsr } from '../../../../packages/ca-host/test/support/make-csr.ts';
import { goodSettings } from '../ca-workplace.ts';
import { beside, callGateway, ejbca, openGatewayWorkplace, untilReady } from './gateway-workplace.ts';

test('no secret, token or header is in a log line, a response or a figure', async () => {
  const { prepare, start, change, workplace, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await writeFile(beside(prepared, 'router.secret'), 'Zx9-rule-password\n', { mode: 0o600 });
  await change(prepared, (document) => {
    const { rules } = document.access as { rules: object[] };
    const password = { user: 'router', password: 'file:router.secret' };
    rules.push({ name: 'devices', password, roles: ['enroll'], profiles: ['No Such Profile'] });
    document.est = { profile: 'Sectigo DV SSL' };
  });
  const gateway = await start(prepared, '--log-level', 'trace');
  await untilReady(prepared.operations);
  const responses: string[] = [];
  const call = async (path: string, headers: Record<string, string>, options = {}) => {
    const { body } = await callGateway(prepared, `${gateway.url}${path}`, {
      isAnonymous: true,
      headers,
      ...options,
    });
    responses.push(body);
  };
  const basic = (password: string) => `Basic ${Buffer.from(`router:${password}`).toString('base64')}`;
  const request = {
    method: 'POST',
    body: Buffer.from(makeCsr('router.corp.example').der).toString('base64'),
  };
  for (const authorization of [
    basic('Zx9-rule-password'),
    basic('Zx9-wrong-password'),
    'Bearer Zx9.bearer.token',
  ]) {
    const headers = { authorization, 'content-type': 'application/pkcs10', 'x-secret': 'Zx9-header' };
    await call('/.well-known/est/simpleenroll', headers, request);
    await call(`${ejbca}/v1/ca`, headers);
  }
  while (!gateway.log().includes('No Such Profile')) await delay(20);
  sandbox.setKnobs({ errorRate: 1 });
  const json = { 'content-type': 'application/json' };
  const enrollment = {
    certificate_request: makeCsr('www.corp.example').pem,
    certificate_profile_name: 'Sectigo DV SSL',
    end_entity_profile_name: 'AnyCA',
    certificate_authority_name: 'Sectigo',
    username: 'www',
    password: 'Zx9-enrollment-code',
  };
  await callGateway(prepared, `${gateway.url}${ejbca}/v1/certificate/pkcs10enroll`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(enrollment),
  }).then(({ body }) => responses.push(body));
  responses.push(await (await fetch(`${prepared.operations}/metrics`)).text());
  const { log } = await gateway.stop();
  const { Password: login } = JSON.parse(await workplace.read('ca.json'));
  const told = [log, ...responses].join('\n');
  expect(told).toContain('has no credentials');
  expect(told).not.toContain('Zx9');
  expect(told).not.toContain(login);
  for (const secret of ['Zx9-rule-password', 'Zx9-wrong-password']) {
    expect(told).not.toContain(Buffer.from(`router:${secret}`).toString('base64'));
  }
});
