import { ApiError, createSectigoClient, type HttpOptions } from '@certbridge/sectigo-client';
import * as undici from 'undici';

// A program with an undici of its own, of whatever version: the client has its own, and doesn't mind. With a dispatcher of it,
// the call works, or its error says what to do.
const [baseUrl = '', customerUri = '', login = '', password = ''] = process.argv.slice(2);

async function call(http: HttpOptions): Promise<string> {
  const client = createSectigoClient({
    baseUrl,
    customerUri,
    auth: { type: 'password', login, password },
    http,
  });
  try {
    await client.certificates.count();
    return 'works';
  } catch (error) {
    if (error instanceof ApiError && error.code === 'invalid-argument') return error.message;
    throw error;
  } finally {
    await client.close();
  }
}

const dispatcher = new undici.Agent();
// Its types are those of its own version, and it does what the fetch of the platform does.
const fetch = undici.fetch as unknown as typeof globalThis.fetch;
console.log(await call({}));
console.log(await call({ dispatcher }));
console.log(await call({ dispatcher, fetch }));
await dispatcher.close();
