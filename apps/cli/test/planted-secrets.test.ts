import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { makeCsr } from '../../../packages/ca-host/test/support/make-csr.ts';
import { connectionTo, goodSettings } from './ca-workplace.ts';
import {
  type Carelessness,
  type CarelessResponse,
  type EchoProxy,
  type SeenRequest,
  startEchoProxy,
} from './echo-proxy.ts';
import { Workplace } from './harness.ts';

// Blanks, quotes and letters beyond ASCII, so that each way to write it down differs from the others.
const sensitive = { scm: 'Zx9-scm "geheim" <ü>', command: 'Zx9-cmd "geheim" <ü>' };
const passphrase = 'Zx9-passphrase/ü+"';

/** A place of a response in which a server may repeat what it was sent. */
type Place = (echo: string, secrets: readonly string[]) => CarelessResponse;

const json = (status: number, body: unknown): CarelessResponse => ({ status, body: JSON.stringify(body) });

const places: Readonly<Record<string, Place>> = {
  'the message': (echo) => json(400, { Message: echo, description: echo, error_description: echo }),
  'the code': (echo) => json(400, { ErrorCode: echo, code: echo, error: echo, Message: 'No.' }),
  'a code that is an object': (echo) =>
    json(400, { ErrorCode: { [echo]: echo }, code: [echo], error: { echo } }),
  'the names of keys': (echo) => json(400, { [echo]: 'x', errors: { [echo]: [echo] } }),
  'lists of errors': (echo) =>
    json(400, { errors: [{ message: echo }], items: [echo], details: [{ [echo]: echo }], title: echo }),
  'failed operations': (echo) => json(400, { Message: 'No.', FailedOperations: [{ Reason: echo }] }),
  'a JSON text': (echo) => json(400, echo),
  'a JSON text in a JSON text': (echo) => json(400, { Message: JSON.stringify({ a: JSON.stringify(echo) }) }),
  'plain text': (echo) => ({ status: 400, headers: { 'content-type': 'text/plain' }, body: echo }),
  'a page': (echo) => ({
    status: 400,
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><title>${escapeHtml(echo)}</title><pre>${echo}</pre>`,
  }),
  'a page with 200': (echo) => ({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><title>${echo}</title>`,
  }),
  'the address of a redirect': (_, secrets) => ({
    status: 302,
    headers: {
      location: `https://${encodeURIComponent(secrets[0] ?? '')}.invalid/?${secrets.map(encodeURIComponent)}`,
    },
    body: '',
  }),
  headers: (_, secrets) => ({
    status: 400,
    headers: Object.fromEntries(
      ['x-error', 'retry-after', 'x-total-count', 'content-disposition', 'server'].map((name) => [
        name,
        encodeURIComponent(secrets.join(' ')),
      ]),
    ),
    body: '{}',
  }),
  'a refused login': (echo, secrets) => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer error="${encodeURIComponent(secrets.join(' '))}"` },
    body: JSON.stringify({ code: -16, description: echo, Message: echo, error_description: echo }),
  }),
  'a refused right': (echo) => json(403, { code: -3, description: echo, Message: echo }),
  'nothing found': (echo) => json(404, { code: -5101, description: echo, Message: echo }),
  'a conflict': (echo) => json(409, { code: -159, description: echo, Message: echo }),
  'a document of another form': (echo) => json(200, { [echo]: echo, access_token: { echo }, sslId: echo }),
  'a document that is no JSON': (echo) => ({ status: 200, body: `{"a":${echo}` }),
  'a document that is a text': (echo) => json(200, echo),
};

interface Stage {
  readonly sandbox: Sandbox;
  readonly workplace: Workplace;
  readonly proxies: Readonly<Record<'scm' | 'command' | 'scmToken' | 'commandToken', EchoProxy>>;
  readonly env: Record<string, string>;
}

/** Two systems that pass everything on until they are told to be careless, and a folder with a sensitive field. */
async function prepare(login: 'password' | 'oauth'): Promise<Stage> {
  const sandbox = await startSandbox({ certificates: 6 });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  const [scmUrl, commandUrl, scmTokenUrl, commandTokenUrl] = [
    login === 'oauth' ? sandbox.scmOAuth.url : sandbox.scm.url,
    sandbox.command.url,
    sandbox.scmOAuth.tokenUrl,
    sandbox.oauth.tokenUrl,
  ].map((text) => new URL(text));
  if (!scmUrl || !commandUrl || !scmTokenUrl || !commandTokenUrl)
    throw new Error('four addresses are needed');
  const proxies = {
    scm: await startEchoProxy(scmUrl.origin),
    command: await startEchoProxy(commandUrl.origin),
    scmToken: await startEchoProxy(scmTokenUrl.origin),
    commandToken: await startEchoProxy(commandTokenUrl.origin),
  };
  const { clientId, clientSecret } = sandbox.oauth;
  await workplace.configure(sandbox, {
    sectigoAPIUrl: proxies.scm.url,
    keyfactorAPIUrl: proxies.command.url + commandUrl.pathname,
    importAllCustomFields: 'false',
    maxOverwritePercent: 100,
    ...(login === 'oauth' && {
      keyfactorOAuth: {
        tokenUrl: proxies.commandToken.url + commandTokenUrl.pathname,
        clientId,
        clientSecret,
      },
    }),
  });
  await workplace.write('fields.json', {
    CustomFields: [
      {
        sectigoFieldName: 'Owner/Team',
        keyfactorMetadataFieldName: 'Team',
        keyfactorDataType: 1,
        sensitive: true,
      },
    ],
  });
  await workplace.write('ca.json', {
    ...connectionTo(sandbox),
    ApiEndpoint: proxies.scm.url,
    // Read although it is not used.
    ClientCertificate: undefined,
  });
  await workplace.write('www.csr', makeCsr('www.corp.example').pem);
  const env: Record<string, string> =
    login === 'oauth'
      ? {
          SECTIGO_BASE_URL: proxies.scm.url,
          SECTIGO_CLIENT_ID: sandbox.scmOAuth.clientId,
          SECTIGO_CLIENT_SECRET: sandbox.scmOAuth.clientSecret,
          SECTIGO_TOKEN_URL: proxies.scmToken.url + scmTokenUrl.pathname,
        }
      : {};
  return { sandbox, workplace, proxies, env };
}

/** Gives the first certificates values that differ, so that each direction has something to write. */
function plantValues({ sandbox }: Stage): void {
  const { scmState, commandState } = sandbox;
  for (const { sslId } of scmState.certificates()) {
    scmState.updateCertificate(sslId, { customFields: { 'Owner/Team': sensitive.scm } });
  }
  if (!commandState.metadataFields().some(({ Name }) => Name === 'Team')) return;
  for (const { id } of commandState.certificates()) {
    commandState.updateCertificate(id, { metadata: { Team: sensitive.command } });
  }
}

/** All that a response can repeat of a request, in one text. */
function echoOf({ headers, body, path: at }: SeenRequest): string {
  const authorization = String(headers.authorization ?? '');
  const basic = /^Basic (.*)$/.exec(authorization)?.[1];
  const decoded = basic === undefined ? '' : Buffer.from(basic, 'base64').toString('utf8');
  return [
    `refused ${at}:`,
    decoded,
    headers.password,
    authorization.replace(/^\w+ /, ''),
    body,
    decodeURIComponent(body.includes('client_secret') ? body.replaceAll('+', ' ') : ''),
    valuesIn(body).join(' '),
  ].join(' ');
}

function valuesIn(body: string): string[] {
  try {
    const values: string[] = [];
    JSON.parse(body, (_, value) => {
      if (typeof value === 'string') values.push(value);
      return value;
    });
    return values;
  } catch {
    return [];
  }
}

function careless(
  place: Place,
  matches: (request: SeenRequest) => boolean,
  secrets: readonly string[],
): Carelessness {
  return (request) => (matches(request) ? place(echoOf(request), secrets) : undefined);
}

/** Every secret of a stage: what is in its files and variables, and the tokens that were given out meanwhile. */
function secretsOf({ sandbox, proxies }: Stage): string[] {
  const { scm, command, oauth, scmOAuth } = sandbox;
  const tokens = [...proxies.scmToken.passed, ...proxies.commandToken.passed].flatMap((text) =>
    [...text.matchAll(/"access_token"\s*:\s*"([^"]+)"/g)].map(([, token = '']) => token),
  );
  return [
    scm.password,
    command.password,
    Buffer.from(`${command.username}:${command.password}`).toString('base64'),
    oauth.clientSecret,
    scmOAuth.clientSecret,
    ...tokens,
    ...Object.values(sensitive),
    passphrase,
  ];
}

/** Looks for a secret in all that was printed, logged and written, in every way to write it down; with its beginning alone, too. */
async function expectNoSecret(stage: Stage, printed: string): Promise<void> {
  const { workplace } = stage;
  const entries = await readdir(workplace.base, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !['config.json', 'ca.json'].includes(entry.name));
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8')),
  );
  const everything = [printed, ...texts].join('\n');
  for (const secret of secretsOf(stage)) {
    for (const form of formsOf(secret)) expect(everything).not.toContain(form);
  }
}

function formsOf(secret: string): string[] {
  const ascii = (text: string) =>
    text.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    // A text that is cut before it is cleaned would leave this.
    secret.slice(0, 12),
    quoted,
    ascii(quoted),
    JSON.stringify(quoted).slice(1, -1),
    encodeURIComponent(secret),
    escapeHtml(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ];
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const writesMetadata = ({ method, path: at }: SeenRequest) =>
  method === 'PUT' && at.endsWith('/Certificates/Metadata');
const writesDetails = ({ method, path: at }: SeenRequest) => method === 'PUT' && at.startsWith('/api/ssl/v1');
const orders = ({ path: at }: SeenRequest) => at.endsWith('/enroll');
const everyCall = () => true;

const enroll = ['ca', 'enroll', '--csr', 'config/www.csr', '--product', '1001', ...goodSettings];

/** What is run, and which calls the careless server spoils. */
const scenes = [
  { name: 'values for Command', login: 'password', argv: ['sctokf'], at: 'command', calls: writesMetadata },
  { name: 'values for Command', login: 'oauth', argv: ['sctokf'], at: 'command', calls: writesMetadata },
  { name: 'values for SCM', login: 'password', argv: ['kftosc'], at: 'scm', calls: writesDetails },
  { name: 'any call to Command', login: 'password', argv: ['sctokf'], at: 'command', calls: everyCall },
  { name: 'any call to SCM', login: 'oauth', argv: ['plan', 'both'], at: 'scm', calls: everyCall },
  { name: 'a token for Command', login: 'oauth', argv: ['sync'], at: 'commandToken', calls: everyCall },
  { name: 'a token for SCM', login: 'oauth', argv: ['import'], at: 'scmToken', calls: everyCall },
  { name: 'an order', login: 'password', argv: enroll, at: 'scm', calls: orders },
  { name: 'any call of the CA', login: 'oauth', argv: ['ca', 'sync'], at: 'scm', calls: everyCall },
] as const;

test.each(scenes)(
  'no secret is shown where a server repeats $name ($login)',
  async ({ login, argv, at, calls }) => {
    const stage = await prepare(login);
    const { workplace, proxies, env } = stage;
    // Once without any carelessness, so that the metadata field is there, and tokens have been fetched.
    expect((await workplace.run(['sctokf'], { env })).code).toBe(0);
    for (const [name, place] of Object.entries(places)) {
      plantValues(stage);
      proxies[at].careless = careless(place, calls, secretsOf(stage));
      const text = await workplace.run([...argv, '--log-level', 'trace'], { env });
      const document = await workplace.run([...argv, '--json'], { env });
      proxies[at].careless = () => undefined;
      // Some calls read nothing of a response but its status.
      if (!name.startsWith('a document')) expect(text.code, `${name}: ${text.stdout}`).not.toBe(0);
      expect(() => JSON.parse(document.stdout), name).not.toThrow();
      await expectNoSecret(stage, [text, document].map(({ stdout, stderr }) => stdout + stderr).join('\n'));
    }
  },
);
