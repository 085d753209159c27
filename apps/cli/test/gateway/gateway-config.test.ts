import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { beside, openGatewayWorkplace } from './gateway-workplace.ts';

test('every problem of a configuration is reported at once, with its line', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await writeFile(
    prepared.config,
    `{
  "listen": { "port": 70000, "certificateFile": "", "keyfle": "server.key" },
  "operations": { "port": 0 },
  "cas": [
    { "name": "a", "connection": "ca.json", "fullScan": "now and then" },
    { "name": "a", "connection": 1, "profiles": { "DV": { "renewals": "never" } } }
  ],
  "access": {
    "rules": [
      { "name": "x", "password": { "user": "u", "password": "env:NO_SUCH_VARIABLE" }, "roles": ["write"], "cas": ["b"] },
      { "name": "y", "roles": ["write"] }
    ]
  },
  "est": { "ca": "c" },
  "extra": true,
  "further": true
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
      ' listen.keyFile',
      '2 listen.keyfle',
      '2 listen.port',
      '6 cas[1].name',
      '5 cas[0].fullScan',
      '6 cas[1].connection',
      '6 cas[1].profiles.DV.renewals',
      '10 access.rules[0].password.password',
      '10 access.rules[0].roles[0]',
      '10 access.rules[0].cas[0]',
      '11 access.rules[1]',
      '11 access.rules[1].roles[0]',
      '14 est.ca',
      '15 extra',
      '16 further',
    ].sort(),
  );
});

test('what stands where an object or a list belongs is reported as that, and not as missing', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await writeFile(
    prepared.config,
    `{
  "listen": null,
  "operations": [],
  "cas": [{ "name": "a", "connection": "ca.json", "profiles": [], "settings": null }, null],
  "access": { "rules": null, "limits": [] },
  "est": null
}`,
  );
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  for (const [line, place, remedy] of [
    [2, 'listen', 'Write an object.'],
    [3, 'operations', 'Write an object.'],
    [4, 'cas[0].profiles', 'Write an object of profiles by name.'],
    [4, 'cas[0].settings', 'Write an object of settings.'],
    [4, 'cas[1]', 'Write an object.'],
    [5, 'access.rules', 'Write a list.'],
    [5, 'access.limits', 'Write an object.'],
    [6, 'est', 'Write an object.'],
  ] as const) {
    const lines = stderr
      .split('\n')
      .filter((each) => each.includes(`, ${place}: `) || each.includes(` ${place}: `));
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`line ${line}, .*: this is not valid\\. ${remedy}`)),
    ]);
  }
});

test('keys count in any letter case, and an unknown one comes with the nearest name', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  const written = await readFile(prepared.config, 'utf8');
  const keys = [
    'listen',
    'certificateFile',
    'cas',
    'connection',
    'profiles',
    'access',
    'rules',
    'subject',
    'roles',
  ];
  const loud = keys.reduce((text, key) => text.replaceAll(`"${key}":`, `"${key.toUpperCase()}":`), written);
  expect(loud).not.toBe(written);
  await writeFile(prepared.config, loud);
  await gateway.change(prepared, (document) => {
    Object.assign(document, { requets: {} });
    Object.assign(document.ACCESS ?? {}, { rule: [] });
    Object.assign(document.LISTEN ?? {}, { ports: 1 });
  });
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  const found = [...stderr.matchAll(/column \d+, ([^:]+): (.*)/g)].map(
    ([, place, text]) => `${place}: ${text}`,
  );
  const unknown = 'there is no such setting. Correct its name, or remove it.';
  expect(found.sort()).toEqual(
    [
      `requets: ${unknown} Did you mean requests?`,
      `access.rule: ${unknown} Did you mean rules?`,
      `listen.ports: ${unknown} Did you mean port?`,
    ].sort(),
  );
});

test("files that can't be used are reported, and no port is opened", async () => {
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

test('a key of another certificate is reported', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  await gateway.change(prepared, ({ listen = {} }) => {
    Object.assign(listen, { keyFile: 'client.key' });
  });
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  expect(stderr).toContain('do not belong together');
});

test('a key of another certificate is reported though it has another type', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(beside(prepared, 'server.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { code, stdout, stderr } = await gateway.run('--config', prepared.config);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('do not belong together');
});

test('the passphrase of the key keeps the blanks at its edges', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare();
  const key = createPrivateKey(await readFile(beside(prepared, 'server.key')));
  const encryption = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: ' pass ' } as const;
  await writeFile(beside(prepared, 'server.key'), key.export(encryption));
  await gateway.change(prepared, (document) => {
    Object.assign(document.listen ?? {}, { passphrase: ' pass ' });
    // Nothing is to start.
    document.access = { rules: [] };
  });
  const { code, stderr } = await gateway.run('--config', prepared.config);
  expect(code).toBe(2);
  expect(stderr).toContain('access.rules');
  expect(stderr).not.toContain('listen.');
});

test('a missing configuration is reported', async () => {
  const gateway = await openGatewayWorkplace();
  const { code, stderr } = await gateway.run('--config', 'none.json');
  expect(code).toBe(2);
  expect(stderr).toContain('none.json: there is no such configuration.');
});

test('what is wrong with all files is reported in one run, each with its place and a remedy', async () => {
  const { prepare, run, workplace, change } = await openGatewayWorkplace();
  const prepared = await prepare();
  const connection = JSON.parse(await workplace.read('ca.json'));
  await workplace.write('env.json', { ...connection, Password: 'env:NOPE', PageSize: 'many' });
  await workplace.write('damaged.json', '{ "ApiEndpoint" "x" }');
  for (const name of ['client.pem', 'server.key'])
    await copyFile(beside(prepared, name), path.join(workplace.configDir, name));
  await workplace.write('pair.json', {
    ...connection,
    AuthType: 'Certificate',
    Password: undefined,
    PageSize: 'many',
    ClientCertificate: { path: 'client.pem', key: 'server.key' },
  });
  await change(prepared, (document) => {
    const names = ['env', 'damaged', 'pair', 'none'];
    document.cas = names.map((name) => ({
      name,
      connection: `../config/${name}.json`,
      settings: { MultiDomain: 'perhaps', Lifetime: 'a year' },
      profiles: { 'Sectigo DV SSL': { settings: { renewalwindow: 'soon' } } },
    }));
    Object.assign(document.listen ?? {}, { keyFile: 'client.key', clientAuthorityFiles: ['none.pem'] });
    document.access = { rules: [{ name: 'x', roles: ['write'] }] };
  });
  const { code, stdout, stderr } = await run('--config', prepared.config);
  expect([code, stdout]).toEqual([2, '']);
  const places = stderr
    .trim()
    .split('\n')
    .map((line) => line.replace(/^.*\/(\w+\.json), (?:line \d+, column \d+, )?([^:]*): .*$/, '$1 $2'));
  const settings = [
    'settings.MultiDomain',
    'settings.Lifetime',
    'profiles.Sectigo DV SSL.settings.RenewalWindow',
  ];
  const found = places.filter((place) => !/^(damaged|.*none)/.test(place) && !place.includes('none.json'));
  expect(found.sort()).toEqual(
    [
      'gateway.json access.rules[0]',
      'gateway.json access.rules[0].roles[0]',
      'gateway.json listen.keyFile',
      'gateway.json listen.clientAuthorityFiles[0]',
      ...[0, 1, 2, 3].flatMap((index) => settings.map((name) => `gateway.json cas[${index}].${name}`)),
      'env.json Password',
      'env.json PageSize',
      'pair.json PageSize',
      'pair.json ClientCertificate',
    ].sort(),
  );
  expect(stderr).toMatch(/damaged\.json, line 1, column 17: /);
  expect(stderr).toMatch(/none\.json: there is no such connection file\. .* by cas\[3\]\.connection in /);
  expect(stderr).not.toMatch(/--config-dir|--connection/);
});
