import { expect, test } from 'vitest';
import { connect, start } from './start.ts';

/** A sandbox whose first certificate holds a value. */
async function startWithValue(options: Parameters<typeof start>[0] = {}) {
  const sandbox = await start(options);
  sandbox.commandState.putMetadataField({ Name: 'Owner', DataType: 1 });
  sandbox.commandState.putMetadataField({ Name: 'Cost', DataType: 2 });
  const [certificate] = sandbox.commandState.certificates();
  const id = certificate?.id ?? 0;
  sandbox.commandState.updateCertificate(id, { metadata: { Owner: 'pki' } });
  const values = () => {
    const { Owner, Cost } = sandbox.commandState.certificate(id)?.metadata ?? {};
    return { Owner, Cost };
  };
  return { sandbox, id, values };
}

test('named values are set and cleared, and all others stay', async () => {
  const { sandbox, id, values } = await startWithValue();
  const client = connect(sandbox);
  await client.certificates.updateMetadata(id, { Cost: 7 });
  expect(values()).toEqual({ Owner: 'pki', Cost: '7' });
  await client.certificates.updateMetadata(id, { Owner: '' });
  expect(values()).toEqual({ Owner: undefined, Cost: '7' });
});

test('nothing is sent where there are no values', async () => {
  const { sandbox, id } = await startWithValue();
  await connect(sandbox).certificates.updateMetadata(id, {});
  expect(sandbox.requests.summary().command.total).toBe(0);
});

test.each([500, 503, 429, 'drop'] as const)(
  'a write that fails for a moment (%s) is repeated',
  async (response) => {
    const { sandbox, id, values } = await startWithValue({
      knobs: { faultsAfterWrite: true, failures: [{ method: 'PUT', response, times: 1 }] },
    });
    await connect(sandbox).certificates.updateMetadata(id, { Owner: 'new' });
    expect(values().Owner).toBe('new');
    expect(sandbox.requests.summary().command.total).toBe(2);
  },
);

test('an unknown field is refused with the message of the server', async () => {
  const { sandbox, id, values } = await startWithValue();
  await expect(
    connect(sandbox).certificates.updateMetadata(id, { Owner: 'x', Nowhere: 'y' }),
  ).rejects.toThrow(
    expect.objectContaining({ code: 'bad-request', status: 400, apiMessage: expect.any(String) }),
  );
  expect(values().Owner).toBe('pki');
});

test('an unknown certificate is not found', async () => {
  const { sandbox } = await startWithValue();
  await expect(connect(sandbox).certificates.updateMetadata(999_999_999, { Owner: 'x' })).rejects.toThrow(
    expect.objectContaining({ code: 'not-found', path: '/Certificates/Metadata' }),
  );
});

test.each(['sent', 'missing'] as const)(
  'all definitions are listed over all pages, with or without a total: %s',
  async (totalCountOnMetadataFields) => {
    const sandbox = await start({ switches: { totalCountOnMetadataFields } });
    for (let n = 0; n < 230; n += 1) {
      sandbox.commandState.putMetadataField({ Name: `Field-${n}`, DataType: 1, DisplayOrder: 0 });
    }
    const fields = await Array.fromAsync(connect(sandbox).metadataFields.list());
    const expected = sandbox.commandState.metadataFields().map(({ Name }) => Name);
    expect(fields.map(({ Name }) => Name).toSorted()).toEqual(expected.toSorted());
  },
);

test.each(['pascal', 'camel'] as const)(
  'definitions have the same names in every letter case: %s',
  async (propertyCase) => {
    const sandbox = await start({ switches: { propertyCase } });
    sandbox.commandState.putMetadataField({ Name: 'Stage', DataType: 5, Options: 'a,b' });
    const fields = await Array.fromAsync(connect(sandbox).metadataFields.list());
    expect(fields.find(({ Name }) => Name === 'Stage')).toMatchObject({ DataType: 5, Options: 'a,b' });
  },
);

test('a definition is created and returned with its id', async () => {
  const sandbox = await start();
  const created = await connect(sandbox).metadataFields.create({
    Name: 'Team',
    Description: 'Owner',
    DataType: 1,
  });
  expect(created).toMatchObject({ Name: 'Team', Description: 'Owner', DataType: 1 });
  expect(sandbox.commandState.metadataFields()).toContainEqual(
    expect.objectContaining({ Id: created.Id, Name: 'Team' }),
  );
});

test('a definition whose name is taken is refused', async () => {
  const sandbox = await start();
  const client = connect(sandbox);
  await client.metadataFields.create({ Name: 'Team', Description: '', DataType: 1 });
  await expect(client.metadataFields.create({ Name: 'team', Description: '', DataType: 1 })).rejects.toThrow(
    expect.objectContaining({ code: 'bad-request', apiMessage: expect.stringContaining('already exists') }),
  );
});

test('creating is never retried, even when the response is lost', async () => {
  const sandbox = await start({
    knobs: {
      faultsAfterWrite: true,
      failures: [{ method: 'POST', system: 'command', response: 'drop', times: 1 }],
    },
  });
  const client = connect(sandbox);
  await expect(client.metadataFields.create({ Name: 'Team', Description: '', DataType: 1 })).rejects.toThrow(
    expect.objectContaining({ code: 'unreachable' }),
  );
  expect(sandbox.requests.summary().command.total).toBe(1);
});

test.each([25, 24, 11, 10] as const)(
  'a definition that is sent back with one change keeps everything else: version %d',
  async (commandVersion) => {
    const sandbox = await start({ switches: { commandVersion } });
    sandbox.commandState.putMetadataField({
      Name: 'Team',
      DataType: 1,
      Hint: 'who',
      Validation: '^a',
      DisplayOrder: 7,
    });
    const client = connect(sandbox);
    const read = async () =>
      (await Array.fromAsync(client.metadataFields.list())).find(({ Name }) => Name === 'Team');
    const before = await read();
    if (before === undefined) throw new Error('The definition is not listed.');
    await client.metadataFields.update({ ...before, Description: 'Changed' });
    expect(await read()).toEqual({ ...before, Description: 'Changed' });
  },
);

test('a definition is read by id and by name, ignoring case', async () => {
  const sandbox = await start();
  const { Id } = sandbox.commandState.putMetadataField({ Name: 'Team', DataType: 1 });
  const { get } = connect(sandbox).metadataFields;
  expect(await get(Id)).toMatchObject({ Id, Name: 'Team' });
  expect(await get('tEAM')).toMatchObject({ Id, Name: 'Team' });
  for (const unknown of [Id + 1, 'Nope']) {
    await expect(get(unknown)).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', apiMessage: expect.stringContaining('does not exist') }),
    );
  }
});

test('a definition in use is reported, and deleted only with force', async () => {
  const { sandbox } = await startWithValue();
  const { metadataFields } = connect(sandbox);
  const { Id: used } = await metadataFields.get('Owner');
  const { Id: unused } = await metadataFields.get('Cost');
  expect([await metadataFields.inUse(used), await metadataFields.inUse(unused)]).toEqual([true, false]);
  await expect(metadataFields.delete(used)).rejects.toThrow(expect.objectContaining({ code: 'bad-request' }));
  await metadataFields.deleteMany([used, unused]);
  const names = () => sandbox.commandState.metadataFields().map(({ Name }) => Name);
  expect(names()).toContain('Owner');
  expect(names()).not.toContain('Cost');
  await metadataFields.delete(used, { force: true });
  expect(names()).not.toContain('Owner');
});

test('deleting is never retried, even when the response is lost', async () => {
  const { sandbox } = await startWithValue({
    knobs: { faultsAfterWrite: true, failures: [{ method: 'DELETE', response: 'drop' }] },
  });
  const { metadataFields } = connect(sandbox);
  await expect(metadataFields.delete(1)).rejects.toThrow(expect.objectContaining({ code: 'unreachable' }));
  await expect(metadataFields.deleteMany([1])).rejects.toThrow(
    expect.objectContaining({ code: 'unreachable' }),
  );
  expect(sandbox.requests.summary().command.total).toBe(2);
});
