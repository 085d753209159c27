import { expect, test } from 'vitest';
import { responding } from './responding.ts';

test('the three login headers go with every request, in UTF-8', async () => {
  const auth = { type: 'password', login: 'jörg@corp', password: 'pässwörd€' } as const;
  const sent: Headers[] = [];
  const client = responding(
    ({ headers }) => {
      sent.push(headers);
      return Response.json([]);
    },
    { auth },
  );
  await client.profiles.list();
  const text = (name: string) => Buffer.from(sent[0]?.get(name) ?? '', 'latin1').toString('utf8');
  expect(['login', 'password', 'customerUri'].map(text)).toEqual(['jörg@corp', 'pässwörd€', 'corp']);
});

test('the base URL may have a path in front', async () => {
  const routes = { 'GET /scm/api/ssl/v1/types': () => Response.json([]) };
  const client = responding(routes, { baseUrl: 'https://scm.example/scm/' });
  expect(await client.profiles.list()).toEqual([]);
});
