// The least that serves the status operation: hono over the TLS files of a gateway. Prints its address.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const folder = dirname(process.argv[2]);
const read = (name) => readFileSync(join(folder, name));
const app = new Hono();
app.get('/ejbca/ejbca-rest-api/v1/certificate/status', (context) =>
  context.json({ status: 'OK', version: '1.0', revision: 'bare' }),
);
const serverOptions = {
  cert: read('server.pem'),
  key: read('server.key'),
  ca: read('ca.pem'),
  requestCert: true,
  rejectUnauthorized: false,
};
serve({ fetch: app.fetch, createServer, serverOptions, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`https://127.0.0.1:${port}`),
);
