import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw/http';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createClient, failureOf } from './start.ts';

// Answers as Command's documentation and published captures show them; the sandbox does not give these.

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const api = 'https://command.corp.invalid/KeyfactorAPI';
const search = { query: '', includeRevoked: false, includeExpired: false, pageSize: 2 } as const;
const connect = () =>
  createClient({
    baseUrl: api,
    auth: { type: 'basic', username: 'CORP\\svc', password: 'b' },
    http: { retries: 0 },
  });

test("a message of the server's own is told with its code", async () => {
  const body = { ErrorCode: '0xA011004A', Message: 'Invalid sort field: Id.' };
  server.use(http.get(`${api}/Certificates`, () => HttpResponse.json(body, { status: 400 })));
  await expect(Array.fromAsync(connect().certificates.list(search))).rejects.toThrow(
    expect.objectContaining({
      code: 'bad-request',
      apiCode: '0xA011004A',
      message:
        'Keyfactor Command refused the request (400, GET /Certificates): Invalid sort field: Id (0xA011004A).',
    }),
  );
});

test('a missing permission is told with the remedy', async () => {
  const body = {
    ErrorCode: '0xA0110000',
    Message: 'User CORP\\svc does not have the required permissions: /certificates/collections/read/.',
  };
  server.use(http.get(`${api}/Certificates`, () => HttpResponse.json(body, { status: 403 })));
  await expect(Array.fromAsync(connect().certificates.list(search))).rejects.toThrow(
    /required permissions: \/certificates\/collections\/read\/ \(0xA0110000\)\. Grant the account the permission/,
  );
});

test("a proxy's page with 404 is not taken for a certificate that is gone", async () => {
  const page = '<!DOCTYPE html><html><body>404 - File or directory not found.</body></html>';
  server.use(http.put(`${api}/Certificates/Metadata`, () => HttpResponse.html(page, { status: 404 })));
  await expect(connect().certificates.updateMetadata(1, { A: 'x' })).rejects.toThrow(
    expect.objectContaining({ code: 'not-this-api' }),
  );
});

test('a server that passes over the sort order is read by offset', async () => {
  const ids = [5, 3, 4, 1, 2];
  server.use(
    http.get(`${api}/Certificates`, ({ request }) => {
      const page = Number(new URL(request.url).searchParams.get('PageReturned'));
      const rows = ids.slice((page - 1) * 2, page * 2).map((Id) => ({ Id }));
      return HttpResponse.json(rows, { headers: { 'x-total-count': '5' } });
    }),
  );
  const rows = await Array.fromAsync(connect().certificates.list(search));
  expect(rows.map(({ Id }) => Id)).toEqual(ids);
});

test('a search without a total ends with an empty page', async () => {
  const queries: (string | null)[] = [];
  server.use(
    http.get(`${api}/Certificates`, ({ request }) => {
      const query = new URL(request.url).searchParams.get('QueryString');
      queries.push(query);
      return HttpResponse.json(query === null ? [{ Id: 1 }, { Id: 2 }] : []);
    }),
  );
  expect(await Array.fromAsync(connect().certificates.list(search))).toEqual([{ Id: 1 }, { Id: 2 }]);
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
  server.use(
    http.get(`${api}/MetadataFields`, ({ request }) =>
      HttpResponse.json(new URL(request.url).searchParams.get('PageReturned') === '1' ? [stored] : []),
    ),
    http.put(`${api}/MetadataFields`, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(stored);
    }),
  );
  const client = connect();
  for await (const field of client.metadataFields.list()) {
    await client.metadataFields.update({ ...field, Description: 'Deployment stage' });
  }
  expect(sent).toEqual({ ...stored, Description: 'Deployment stage' });
});

test('a list of other things is not a Command API', async () => {
  server.use(http.get(`${api}/Status/Endpoints`, () => HttpResponse.json({ status: 'up' })));
  await expect(connect().status.check()).rejects.toThrow(expect.objectContaining({ code: 'not-this-api' }));
});

test('the password of a PFX is in no error, even where the server repeats it', async () => {
  const Password = 'pl4nted-Sécret';
  server.use(
    http.post(`${api}/Certificates/Import`, async ({ request }) =>
      HttpResponse.json({ ErrorCode: '0x1', Message: `Bad: ${await request.text()}` }, { status: 400 }),
    ),
  );
  const failure = await failureOf(connect().certificates.import({ Certificate: 'AAAA', Password }));
  expect(failure).toMatchObject({ code: 'bad-request', apiMessage: expect.stringContaining('***') });
  expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('pl4nted');
});

test('a field whose name is all digits is found in the list', async () => {
  const fields = [{ Id: 4, Name: '2026', DataType: 1 }];
  server.use(
    http.get(`${api}/MetadataFields`, () => HttpResponse.json(fields, { headers: { 'x-total-count': '1' } })),
  );
  expect(await connect().metadataFields.get('2026')).toMatchObject({ Id: 4 });
  await expect(connect().metadataFields.get('2027')).rejects.toThrow(
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
  server.use(
    http.get(`${api}/MetadataFields`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push([...searchParams.keys()]);
      return HttpResponse.json(searchParams.get('PageReturned') === '1' ? fields : []);
    }),
  );
  expect(await Array.fromAsync(connect().metadataFields.list())).toHaveLength(50);
  expect(asked.map((names) => names.includes('pq.pageReturned'))).toEqual([false, true, true]);
});
