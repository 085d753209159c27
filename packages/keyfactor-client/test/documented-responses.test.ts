import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { MetadataField } from '../src/index.ts';
import { htmlPage, responding } from './responding.ts';
import { failureOf } from './start.ts';

// Responses as Command's documentation and published captures show them; the sandbox does not give these.

const search = { query: '', includeRevoked: false, includeExpired: false, pageSize: 2 } as const;

test("a message of the server's own is reported with its code", async () => {
  const body = { ErrorCode: '0xA011004A', Message: 'Invalid sort field: Id.' };
  const client = responding({ 'GET /Certificates': () => Response.json(body, { status: 400 }) });
  await expect(Array.fromAsync(client.certificates.list(search))).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-request',
      apiCode: '0xA011004A',
      message:
        'Keyfactor Command refused the request (400, GET /Certificates): Invalid sort field: Id (0xA011004A).',
    }),
  );
});

test('a missing permission is reported with the remedy', async () => {
  const body = {
    ErrorCode: '0xA0110000',
    Message: 'User CORP\\svc does not have the required permissions: /certificates/collections/read/.',
  };
  const client = responding({ 'GET /Certificates': () => Response.json(body, { status: 403 }) });
  await expect(Array.fromAsync(client.certificates.list(search))).rejects.toThrow(
    /required permissions: \/certificates\/collections\/read\/ \(0xA0110000\)\. Grant the account the permission/,
  );
});

test("a proxy's page with 404 is not taken for a certificate that is gone", async () => {
  const page = '<!DOCTYPE html><html><body>404 - File or directory not found.</body></html>';
  const client = responding({ 'PUT /Certificates/Metadata': () => htmlPage(page, 404) });
  await expect(client.certificates.updateMetadata(1, { A: 'x' })).rejects.toThrow(
    expect.objectContaining({ code: 'not-this-api' }),
  );
});

test('a server that passes over the sort order is read by offset', async () => {
  const ids = [5, 3, 4, 1, 2];
  const client = responding({
    'GET /Certificates': ({ url }) => {
      const page = Number(new URL(url).searchParams.get('PageReturned'));
      const rows = ids.slice((page - 1) * 2, page * 2).map((Id) => ({ Id }));
      return Response.json(rows, { headers: { 'x-total-count': '5' } });
    },
  });
  const rows = await Array.fromAsync(client.certificates.list(search));
  expect(rows.map(({ Id }) => Id)).toEqual(ids);
});

test('a search without a total ends with an empty page', async () => {
  const queries: (string | null)[] = [];
  const client = responding({
    'GET /Certificates': ({ url }) => {
      const query = new URL(url).searchParams.get('QueryString');
      queries.push(query);
      return Response.json(query === null ? [{ Id: 1 }, { Id: 2 }] : []);
    },
  });
  expect(await Array.fromAsync(client.certificates.list(search))).toEqual([{ Id: 1 }, { Id: 2 }]);
  expect(queries).toEqual([null, 'CertId -gt "2"']);
});

test('a definition that is sent back carries what this client does not know', async () => {
  let sent: unknown;
  const stored = {
    Id: 4,
    Name: 'Stage',
    DataType: 5,
    Hint: null,
    AllowAPI: true,
    ExplicitUpdate: false,
    DisplayOrder: 1,
  };
  const client = responding({
    'GET /MetadataFields': ({ url }) =>
      Response.json(new URL(url).searchParams.get('PageReturned') === '1' ? [stored] : []),
    'PUT /MetadataFields': async (request) => {
      sent = await request.json();
      return Response.json(stored);
    },
  });
  for await (const field of client.metadataFields.list()) {
    await client.metadataFields.update({ ...field, Description: 'Deployment stage' });
  }
  expect(sent).toEqual({ ...stored, Description: 'Deployment stage' });
});

describe('an update of a metadata field', () => {
  const field = { Id: 7, Name: 'Team', Description: 'Owner', DisplayOrder: 1 };

  async function updated(stored: object, changes: Partial<MetadataField>): Promise<unknown> {
    let sent: unknown;
    const client = responding({
      'GET /MetadataFields/7': () => Response.json(stored),
      'PUT /MetadataFields': async (request) => {
        sent = await request.json();
        return Response.json(stored);
      },
    });
    const failure = await client.metadataFields
      .update({ ...(await client.metadataFields.get(7)), ...changes })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    return failure ?? sent;
  }

  test.each([
    { ...field, DataType: 99, Enrollment: 17 },
    { ...field, DataType: 1, Enrollment: null },
    { ...field, DataType: null },
    field,
  ])('sends back what Command gave: %j', async (stored) => {
    const { DataType, ...others } = { DataType: undefined, ...stored };
    expect(await updated(stored, { Hint: 'who' })).toEqual({
      ...others,
      ...(typeof DataType === 'number' && { DataType }),
      Hint: 'who',
    });
  });

  test.each([
    [{ DataType: 99 }, 'The data type of a metadata field must be one of 1 (String), '],
    [{ DataType: 0 }, 'The data type of a metadata field must be one of 1 (String), '],
    [{ Enrollment: 17 }, 'The enrollment of a metadata field must be one of 0 (Optional), '],
  ])('refuses a number that neither Command nor the documentation has: %j', async (changes, message) => {
    expect(await updated({ ...field, DataType: 1, Enrollment: 0 }, changes)).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(message),
    });
  });
});

test('a list of other things is not a Command API', async () => {
  const client = responding({ 'GET /Status/Endpoints': () => Response.json({ status: 'up' }) });
  await expect(client.status.check()).rejects.toThrow(expect.objectContaining({ code: 'not-this-api' }));
});

test('the password of a PFX is in no error, even where the server repeats it', async () => {
  const Password = 'pl4nted-Sécret';
  const client = responding({
    'POST /Certificates/Import': async (request) =>
      Response.json({ ErrorCode: '0x1', Message: `Bad: ${await request.text()}` }, { status: 400 }),
  });
  const failure = await failureOf(client.certificates.import({ Certificate: 'AAAA', Password }));
  expect(failure).toMatchObject({ code: 'bad-request', apiMessage: expect.stringContaining('***') });
  expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('pl4nted');
});

test('a field whose name is all digits is found in the list', async () => {
  const fields = [{ Id: 4, Name: '2026', DataType: 1 }];
  const client = responding({
    'GET /MetadataFields': () => Response.json(fields, { headers: { 'x-total-count': '1' } }),
  });
  expect(await client.metadataFields.get('2026')).toMatchObject({ Id: 4 });
  await expect(client.metadataFields.get('2027')).rejects.toThrow(
    expect.objectContaining({ code: 'not-found', method: 'GET', path: '/MetadataFields' }),
  );
});

test('a list of just as many fields as a page without limit holds is asked for under the old names too', async () => {
  const fields = Array.from({ length: 50 }, (_, index) => ({
    Id: index + 1,
    Name: `F${index}`,
    DataType: 1,
  }));
  const asked: string[][] = [];
  const client = responding({
    'GET /MetadataFields': ({ url }) => {
      const { searchParams } = new URL(url);
      asked.push([...searchParams.keys()]);
      return Response.json(searchParams.get('PageReturned') === '1' ? fields : []);
    },
  });
  expect(await Array.fromAsync(client.metadataFields.list())).toHaveLength(50);
  expect(asked.map((names) => names.includes('pq.pageReturned'))).toEqual([false, true, true]);
});
