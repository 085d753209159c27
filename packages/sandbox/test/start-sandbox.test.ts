import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import * as exports from '../src/index.ts';
import { ArgumentError, defaultKnobs, defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { createScmCall } from './checked-client.ts';

it('exports what the README names', () => {
  expect(Object.keys(exports).sort()).toEqual([
    'ArgumentError',
    'defaultKnobs',
    'defaultSwitches',
    'startSandbox',
    'strictRequests',
    'switchChoices',
  ]);
});

it('takes 0 to 500,000 certificates', async () => {
  await expect(startSandbox({ certificates: -1 })).rejects.toThrow(
    'The option certificates of startSandbox must be an integer from 0 to 500000.',
  );
  await expect(startSandbox({ certificates: 500_001 })).rejects.toThrow(TypeError);
  await (await startSandbox({ certificates: 0 })).close();
});

it('refuses unknown knobs and switches before it listens', async () => {
  await expect(startSandbox({ knobs: { latency: 1 } as object })).rejects.toThrow('no knob latency');
  await expect(startSandbox({ switches: { latency: 1 } as object })).rejects.toThrow(
    'There is no switch latency.',
  );
});

it.each([
  [{ certificate: 3 }, 'The option certificate of startSandbox is unknown. Did you mean certificates?'],
  [{ default: {} }, 'The option default of startSandbox is unknown. It is a module: pass its default.'],
  [{ onRequest: 3 }, 'The option onRequest of startSandbox is unknown. There are seed, certificates,'],
  [{ seed: '1' }, 'The option seed of startSandbox must be a number.'],
  [{ certificates: '3' }, 'The option certificates of startSandbox must be an integer from 0 to 500000.'],
  [{ knobs: [] }, 'The option knobs of startSandbox must be an object.'],
  [{ switches: null }, 'The option switches of startSandbox must be an object.'],
  [{ ports: { comand: 1 } }, 'The option ports.comand of startSandbox is unknown. Did you mean command?'],
  [{ ports: { scm: 65_536 } }, 'The option ports.scm of startSandbox must be an integer from 0 to 65535.'],
  [{ tls: 'expired' }, 'The option tls of startSandbox must be true, false or an object.'],
  [{ tls: { certificate: 'expired' } }, 'The option tls.certificate of startSandbox is unknown.'],
  [{ tls: { key: 1 } }, 'The option tls.key of startSandbox is unknown. The only one is serverCertificate.'],
  [
    { tls: { serverCertificate: 'expird' } },
    'The option tls.serverCertificate of startSandbox must be one of valid, expired, wrong-host. Did you mean expired?',
  ],
  [
    { tls: { serverCertificate: 'exp' } },
    'The option tls.serverCertificate of startSandbox must be one of valid, expired, wrong-host.',
  ],
  [{ now: '2026-01-01' }, 'The option now of startSandbox must be a valid Date.'],
  [{ now: new Date('') }, 'The option now of startSandbox must be a valid Date.'],
  [null, 'The argument of startSandbox must be an object of options.'],
  [3, 'The argument of startSandbox must be an object of options.'],
  [{ knobs: { latency: 1 } }, 'There is no knob latency. Did you mean latencyMs?'],
  [{ knobs: { scm: { latencyM: 1 } } }, 'There is no knob scm.latencyM. Did you mean latencyMs?'],
  [
    { switches: { customFieldOnPut: 'merge' } },
    'There is no switch customFieldOnPut. Did you mean customFieldsOnPut?',
  ],
])('refuses %j with the option that is wrong', async (options, message) => {
  await expect(startSandbox(options as object)).rejects.toMatchObject({
    name: 'ArgumentError',
    code: 'invalid-argument',
    message: expect.stringContaining(message),
  });
});

class Getters {
  get latencyMs(): number {
    return 5;
  }
}

class Named {
  readonly latencyMs = 5;
  readonly [Symbol.toStringTag] = 'Named';
}

const inherited = ' It takes values from its class or prototype: pass a plain object with them.';

const noRecords: readonly (readonly [object, string])[] = [
  [new Map([['latencyMs', 5]]), ' It is a Map: pass Object.fromEntries(map).'],
  [new URLSearchParams('a=b'), ' It is a URLSearchParams: pass Object.fromEntries(params).'],
  [new Set(['a']), ' It is a Set.'],
  [new Date(), ' It is a Date.'],
  [new Uint8Array(1), ' It is a Uint8Array.'],
  [Promise.resolve({}), ' It is a Promise: await it first.'],
  [new Getters(), inherited],
  [Object.create({ latencyMs: 5 }), inherited],
  [new Named(), ' It has a name of its own, by Symbol.toStringTag: pass a plain object.'],
];

it.each(noRecords)('is not started with an object without properties by name (%#)', async (object, offer) => {
  const refusal = expect.objectContaining({
    name: 'ArgumentError',
    message: expect.stringMatching(new RegExp(`${offer.replace(/[.()]/g, '\\$&')}$`)),
  });
  for (const options of [
    object,
    ...['knobs', 'switches', 'ports'].map((name) => ({ [name]: object })),
    { knobs: { scm: object } },
    { knobs: { failures: [object] } },
    { tls: object },
  ]) {
    await expect(startSandbox(options)).rejects.toThrow(refusal);
  }
});

it('refuses objects without properties by name wherever its state is changed', async () => {
  const sandbox = await startSandbox({ certificates: 1 });
  const { scmState, commandState } = sandbox;
  const [inScm] = scmState.certificates();
  const [inCommand] = commandState.certificates();
  type Calls = Readonly<Record<string, (object: never) => unknown>>;
  const calls: Calls = {
    setKnobs: (object) => sandbox.setKnobs(object),
    'setKnobs inside': (scm) => sandbox.setKnobs({ scm }),
    setSwitches: (object) => sandbox.setSwitches(object),
    list: (object) => sandbox.requests.list(object),
    addCertificate: (object) => scmState.addCertificate(object),
    'customFields of addCertificate': (customFields) => scmState.addCertificate({ customFields }),
    updateCertificate: (object) => scmState.updateCertificate(inScm?.sslId ?? 0, object),
    putCustomField: (object) => scmState.putCustomField(object),
    putProfile: (object) => scmState.putProfile(object),
    putOrganization: (object) => scmState.putOrganization(object),
    putPerson: (object) => scmState.putPerson(object),
    putDomain: (object) => scmState.putDomain(object),
    'addCertificate of Command': (object) => commandState.addCertificate(object),
    'metadata of updateCertificate': (metadata) =>
      commandState.updateCertificate(inCommand?.id ?? 0, { metadata }),
    putCollection: (object) => commandState.putCollection(object),
    putMetadataField: (object) => commandState.putMetadataField(object),
  };
  const before = sandbox.metadata();
  const cyclic: { inside: object } = { inside: {} };
  cyclic.inside = { list: [cyclic] };
  for (const call of Object.values(calls)) {
    for (const [object] of noRecords) expect(() => call(object as never)).toThrow(ArgumentError);
    expect(() => call(cyclic as never)).toThrow(ArgumentError);
  }
  expect(sandbox.metadata()).toEqual(before);
  expect(scmState.size).toBe(scmState.certificates().length);
  await sandbox.close();
});

/** Calls that would change something else than they say, or nothing. */
const unknown: readonly [string, readonly unknown[], string][] = [
  [
    'scmState.addCertificate',
    [{ comonName: 'www.x', stats: 'Revoked' }],
    ' has an unknown property, comonName. Did you mean commonName?',
  ],
  [
    'scmState.updateCertificate',
    [1000, { stats: 'Revoked' }],
    ' has an unknown property, stats. Did you mean status?',
  ],
  ['scmState.updateCertificate', [1000, { comments: 5 }], ', under comments, must be text.'],
  ['scmState.updateCertificate', [1000, { comments: Symbol('x') }], ', under comments, must be text.'],
  [
    'scmState.updateCertificate',
    [1000, { customFields: { 'Cost Center': 5 } }],
    ', under customFields, must be an object of texts or null.',
  ],
  [
    'scmState.putProfile',
    [{ name: 'DV', term: [90] }],
    ' has an unknown property, term. Did you mean terms?',
  ],
  ['scmState.putProfile', [{ name: 'DV', terms: ['90'] }], ', under terms, must be a list of numbers.'],
  [
    'scmState.putProfile',
    [{ name: 'DV', keyTypes: { rsa: ['2048'] } }],
    ', under keyTypes, has an unknown property, rsa. Did you mean RSA?',
  ],
  [
    'scmState.putOrganization',
    [{ name: 'Corp', parentID: 5 }],
    ' has an unknown property, parentID. Did you mean parentId?',
  ],
  ['scmState.putPerson', [{ email: 'a@b', phone: 5 }], ', under phone, must be text.'],
  [
    'scmState.putDomain',
    [{ domain: 'a', status: 'VALIDATE' }],
    ', under status, must be one of NOT_VALIDATED, VALIDATED, EXPIRED. Did you mean VALIDATED?',
  ],
  [
    'scmState.putCustomField',
    [{ name: 'A', certType: 'ssl', state: 'ACTVE', input: { type: 'DATE' }, mandatories: [] }],
    ', under state, must be one of ACTIVE, INACTIVE, SUSPENDED_ACTIVE, SUSPENDED_INACTIVE. Did you mean ACTIVE?',
  ],
  [
    'commandState.putMetadataField',
    [{ Name: 'X', Datatype: 3 }],
    ' has an unknown property, Datatype. Did you mean DataType?',
  ],
  [
    'commandState.putMetadataField',
    [{ Name: 'X', DataType: '3' }],
    ', under DataType, must be one of 1, 2, 3, 4, 5, 6, 7.',
  ],
  [
    'commandState.putCollection',
    [{ name: 'A', query: '', ID: 5 }],
    ' has an unknown property, ID. Did you mean id?',
  ],
  ['requests.list', [{ sytem: 'command' }], ' has an unknown property, sytem. Did you mean system?'],
  [
    'requests.list',
    [{ system: 'Command' }],
    ', under system, must be one of scm, command, oauth. Did you mean command?',
  ],
  ['onRequest', [5], 'Argument 1 of onRequest must be a function.'],
];

function callOf(sandbox: Sandbox, path: string): (...given: readonly unknown[]) => unknown {
  const [name = '', inner] = path.split('.');
  const value = Reflect.get(sandbox, name);
  const call = inner === undefined ? value : Reflect.get(value, inner);
  return (...given) => Reflect.apply(call, value, given);
}

it('refuses arguments of a wrong kind before anything changes', async () => {
  const sandbox = await startSandbox({ certificates: 1 });
  const { scmState, commandState } = sandbox;
  const calls: readonly [() => unknown, string][] = [
    [() => scmState.findBySerial(undefined as never), 'Argument 1 of scmState.findBySerial must be text.'],
    [
      () => scmState.addCertificate(undefined as never),
      'Argument 1 of scmState.addCertificate must be an object.',
    ],
    [
      () => scmState.putProfile(undefined as never),
      'Argument 1 of scmState.putProfile must be an object. It needs name.',
    ],
    [
      () => scmState.putProfile({ nam: 'DV' } as never),
      'Argument 1 of scmState.putProfile, under name, must be text.',
    ],
    [
      () => scmState.putCustomField({ name: 'Team', certType: 'ssl', state: 'ACTIVE' } as never),
      'Argument 1 of scmState.putCustomField, under input, must be an object.',
    ],
    [
      () => commandState.putCollection({} as never),
      'Argument 1 of commandState.putCollection, under name, must be text.',
    ],
    [
      () => commandState.removeCertificate('1' as never),
      'Argument 1 of commandState.removeCertificate must be a number.',
    ],
    ...unknown.map(([path, given, problem]): [() => unknown, string] => [
      () => callOf(sandbox, path)(...given),
      path === 'onRequest' ? problem : `Argument ${given.length} of ${path}${problem}`,
    ]),
    [() => scmState.updateCertificate(7, {}), 'SCM has no certificate 7.'],
    [
      () => scmState.addCertificate({ customFields: { Nowhere: 'x' } }),
      'SCM has no SSL custom field Nowhere.',
    ],
  ];
  const refusal = (message: string) =>
    expect.objectContaining({ name: 'ArgumentError', code: 'invalid-argument', message });
  const before = [sandbox.metadata(), sandbox.counts()];
  for (const [call, message] of calls) expect(call).toThrow(refusal(message));
  await expect(scmState.decide('1000' as never, 'approve')).rejects.toThrow(
    refusal('Argument 1 of scmState.decide must be a number.'),
  );
  expect([sandbox.metadata(), sandbox.counts()]).toEqual(before);
  await sandbox.close();
});

it('says where an argument refers back to itself, and takes one object in several places', async () => {
  const sandbox = await startSandbox({ certificates: 0 });
  const { commandState } = sandbox;
  const hint: { own?: object } = {};
  hint.own = { hint };
  const message =
    'Argument 1 of commandState.putMetadataField, under Hint, under own, under hint, refers back to an object that contains it.';
  const refusal = expect.objectContaining({ name: 'ArgumentError', code: 'invalid-argument', message });
  expect(() => commandState.putMetadataField({ Name: 'Team', Hint: hint as never })).toThrow(refusal);
  expect(commandState.metadataFields().map(({ Name }) => Name)).not.toContain('Team');
  const failure = { method: 'PUT', response: 503 } as const;
  expect(sandbox.setKnobs({ failures: [failure, failure] }).failures).toHaveLength(2);
  await sandbox.close();
});

it('takes instances of classes that have nothing but fields, and objects of another realm', async () => {
  class Knobs {
    readonly latencyMs = 0;
  }
  const now = runInNewContext('new Date("2026-03-01T00:00:00Z")');
  const sandbox = await startSandbox({ certificates: 0, knobs: new Knobs(), now });
  try {
    expect(sandbox.setKnobs(runInNewContext('({ latencyMs: 0, scm: { latencyMs: 0 } })')).latencyMs).toBe(0);
  } finally {
    await sandbox.close();
  }
});

it('takes undefined properties of changes as absent', async () => {
  const sandbox = await startSandbox({
    certificates: 0,
    knobs: { latencyMs: undefined, scm: { latencyMs: undefined } },
    switches: { commandVersion: undefined },
  });
  try {
    expect(sandbox.knobs).toEqual(defaultKnobs());
    expect(sandbox.setSwitches({ commandVersion: undefined })).toEqual(defaultSwitches());
    const { scmState, commandState } = sandbox;
    const name = 'Ordinary';
    const profile = { id: undefined, terms: undefined, keyTypes: undefined };
    expect(scmState.putProfile({ name, ...profile })).toEqual({
      ...scmState.putProfile({ name }),
      id: expect.any(Number),
    });
    const person = { id: undefined, firstName: undefined };
    expect(scmState.putPerson({ email: 'a@corp.example', ...person })).toMatchObject({ firstName: '' });
    expect(scmState.putOrganization({ name, id: undefined, parentId: undefined })).toEqual({
      id: expect.any(Number),
      name,
    });
    expect(commandState.putMetadataField({ Name: name, DataType: undefined, Hint: undefined })).toMatchObject(
      { DataType: 1, Hint: null },
    );
    const added = scmState.addCertificate({ commonName: undefined, status: undefined });
    expect(scmState.updateCertificate(added.sslId, { customFields: undefined })).toEqual(added);
    const serialNumber = 'AB';
    const { id } = commandState.addCertificate({ serialNumber, state: undefined });
    expect(commandState.updateCertificate(id, { metadata: undefined }).state).toBe(1);
  } finally {
    await sandbox.close();
  }
});

it('takes options that are undefined as absent', async () => {
  const absent = { seed: undefined, ports: { scm: undefined }, tls: { serverCertificate: undefined } };
  const sandbox = await startSandbox({ certificates: 0, now: undefined, knobs: undefined, ...absent });
  expect(sandbox.scm.url).toMatch(/^https:/);
  await sandbox.close();
});

it('refuses changes of knobs and switches that are none', async () => {
  const sandbox = await startSandbox({ certificates: 0 });
  expect(() => sandbox.setKnobs([] as object)).toThrow('Knobs must be an object of values by name.');
  expect(() => sandbox.setSwitches([] as object)).toThrow('Switches must be an object of values by name.');
  expect(() => sandbox.advanceClock(0)).toThrow(ArgumentError);
  await sandbox.close();
});

it('fails and frees its other ports when a port is taken', async () => {
  const first = await startSandbox({ certificates: 0 });
  const taken = Number(new URL(first.management.url).port);
  await expect(startSandbox({ certificates: 0, ports: { management: taken } })).rejects.toThrow('EADDRINUSE');
  await first.close();
});

it('serves an estate of 100,000 certificates page by page', async () => {
  const sandbox = await startSandbox({ certificates: 100_000 });
  const call = createScmCall(sandbox);
  const query = { status: 'Issued', size: 200, position: 100_000 };
  const response = await call('GET /api/ssl/v1', { query });
  expect(response.json).toHaveLength(200);
  expect(Number(response.headers.get('x-total-count'))).toBeGreaterThan(100_000);
  await sandbox.close();
});
