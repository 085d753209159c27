import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { beside, openGatewayWorkplace } from './gateway-workplace.ts';

test('every problem of a configuration is told at once, with its line', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await writeFile(
    prepared.config,
    `{
  "listen": { "port": 70000, "certificateFile": "", "keyfile": "server.key" },
  "operations": { "port": 0 },
  "cas": [
    { "name": "a", "connection": "ca.json", "fullScan": "now and then" },
    { "name": "a", "connection": 1, "profiles": { "DV": { "renewals": "never" } } }
  ],
  "access": {
    "rules": [
      { "name": "x", "password": { "user": "u", "password": "env:NO_SUCH_VARIABLE" }, "roles": ["write"], "cas": ["b"] }
    ]
  },
  "est": { "ca": "c" },
  "extra": true
}`,
  );
  const { code, stdout, stderr } = await gateway.run('--config', prepared.config);
  expect([code, stdout]).toEqual([2, '']);
  const places = [...stderr.matchAll(/gateway\.json, (?:line (\d+), column \d+, )?([^:]+): /g)].map(
    ([, line = '', place]) => `${line} ${place}`,
  );
  expect(places.sort()).toEqual(
    [
      '2 listen.certificateFile',
      '2 listen.keyFile',
      '2 listen.keyfile',
      '2 listen.port',
      '6 cas[1].name',
      '5 cas[0].fullScan',
      '6 cas[1].connection',
      '6 cas[1].profiles.DV.renewals',
      '10 access.rules[0].password.password',
      '10 access.rules[0].roles[0]',
      '10 access.rules[0].cas[0]',
      '13 est.ca',
      '14 extra',
    ].sort(),
  );
});

test('files that can not be used are told, and no port is opened', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await writeFile(beside(prepared, 'server.pem'), 'no certificate');
  await gateway.change(prepared, ({ listen = {} }) => {
    Object.assign(listen, { clientAuthorityFiles: ['none.pem'] });
  });
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  expect(stderr).toContain('listen.certificateFile');
  expect(stderr).toContain('listen.clientAuthorityFiles[0]');
});

test('a key of another certificate is told', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await gateway.change(prepared, ({ listen = {} }) => {
    Object.assign(listen, { keyFile: 'client.key' });
  });
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  expect(stderr).toContain('do not belong together');
});

test('a missing configuration is told', async () => {
  const gateway = await openGatewayWorkplace();
  const { code, stderr } = await gateway.run('--config', 'none.json');
  expect(code).toBe(2);
  expect(stderr).toContain('none.json: there is no such configuration.');
});
