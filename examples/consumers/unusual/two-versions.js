import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ApiError, createSectigoClient } from '@certbridge/sectigo-client';

// A program with two versions of a client, the other one from the folder above.
const [baseUrl, customerUri, login, password] = process.argv.slice(2);
const above = createRequire(new URL('../package.json', import.meta.url));
const other = await import(pathToFileURL(above.resolve('@certbridge/sectigo-client')).href);

const options = { baseUrl, customerUri, auth: { type: 'password', login, password } };
const clients = [createSectigoClient(options), other.createSectigoClient(options)];
const errors = await Promise.all(
  clients.map((client) => client.certificates.get(2_000_000).catch((error) => error)),
);
console.log(ApiError !== other.ApiError, ...errors.map((error) => error instanceof ApiError && error.code));
await Promise.all(clients.map((client) => client.close()));
