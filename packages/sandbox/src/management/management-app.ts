import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { CommandCertificateChange } from '../command/command-access.ts';
import { CommandError } from '../command/command-error.ts';
import type { SystemName } from '../knobs.ts';
import type { SandboxControls } from '../sandbox-controls.ts';
import type { ScmCertificateChange, ScmDecision } from '../scm/scm-access.ts';

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Creates the management API for received requests, knobs, switches and state: JSON without authentication.
 *
 * It listens on loopback only and keeps out web pages. An invalid request gets 400 and `{error}`.
 */
export function createManagementApp(sandbox: SandboxControls): Hono {
  const app = new Hono();
  app.use(createGuard());
  app.onError((error, c) => {
    const mistake =
      error instanceof TypeError || error instanceof SyntaxError || error instanceof CommandError;
    return c.json({ error: error.message }, mistake ? 400 : 500);
  });
  app.notFound((c) => c.json({ error: 'No such resource.' }, 404));

  app.get('/requests/summary', (c) => c.json(sandbox.requests.summary()));
  app.get('/requests', (c) => c.json(sandbox.requests.list(readFilter(c))));
  app.delete('/requests', (c) => {
    sandbox.requests.clear();
    return c.body(null, 204);
  });
  app.get('/churn', (c) => c.json(sandbox.churn()));
  app.get('/knobs', (c) => c.json(sandbox.knobs));
  app.patch('/knobs', async (c) => c.json(sandbox.setKnobs(await readObject(c))));
  app.get('/switches', (c) => c.json(sandbox.switches));
  app.patch('/switches', async (c) => c.json(sandbox.setSwitches(await readObject(c))));
  app.get('/state', (c) => c.json(sandbox.counts()));
  app.get('/state/metadata', (c) => c.json(sandbox.metadata()));
  app.post('/reset', (c) => {
    sandbox.reset();
    return c.json(sandbox.counts());
  });
  app.get('/clock', (c) => c.json({ now: sandbox.now }));
  app.post('/clock', async (c) => {
    const { advanceMs } = await readObject<{ advanceMs: number }>(c);
    return c.json({ now: sandbox.advanceClock(advanceMs) });
  });
  app.get('/root-certificate', async (c) => c.text(await sandbox.rootCertificate()));
  app.post('/oauth/revoke', (c) => c.json({ revoked: sandbox.revokeTokens() }));
  addScmRoutes(app, sandbox);
  addCommandRoutes(app, sandbox);
  return app;
}

function addScmRoutes(app: Hono, { scmState }: SandboxControls): void {
  app.get('/scm/certificates', (c) => c.json(scmState.certificates()));
  app.post('/scm/certificates', async (c) =>
    c.json(scmState.addCertificate(await readObject<ScmCertificateChange>(c)), 201),
  );
  app.get('/scm/certificates/:id{\\d+}', (c) => found(c, scmState.certificate(readId(c))));
  app.patch('/scm/certificates/:id{\\d+}', async (c) =>
    c.json(scmState.updateCertificate(readId(c), await readObject<ScmCertificateChange>(c))),
  );
  app.delete('/scm/certificates/:id{\\d+}', (c) => removed(c, scmState.removeCertificate(readId(c))));
  app.post('/scm/certificates/:id{\\d+}/:decision{approve|decline|invalidate|issue|reject}', async (c) =>
    c.json(await scmState.decide(readId(c), c.req.param('decision') as ScmDecision)),
  );
  app.get('/scm/profiles', (c) => c.json(scmState.profiles()));
  app.post('/scm/profiles', async (c) => c.json(scmState.putProfile(await readObject(c)), 201));
  app.get('/scm/organizations', (c) => c.json(scmState.organizations()));
  app.post('/scm/organizations', async (c) => c.json(scmState.putOrganization(await readObject(c)), 201));
  app.get('/scm/persons', (c) => c.json(scmState.persons()));
  app.post('/scm/persons', async (c) => c.json(scmState.putPerson(await readObject(c)), 201));
  app.get('/scm/domains', (c) => c.json(scmState.domains()));
  app.post('/scm/domains', async (c) => c.json(scmState.putDomain(await readObject(c)), 201));
  app.get('/scm/custom-fields', (c) => c.json(scmState.customFields()));
  app.post('/scm/custom-fields', async (c) => c.json(scmState.putCustomField(await readObject(c)), 201));
  app.delete('/scm/custom-fields/:id{\\d+}', (c) => removed(c, scmState.removeCustomField(readId(c))));
}

function addCommandRoutes(app: Hono, { commandState }: SandboxControls): void {
  app.get('/command/certificates', (c) => c.json(commandState.certificates()));
  app.post('/command/certificates', async (c) =>
    c.json(
      commandState.addCertificate(await readObject<CommandCertificateChange & { serialNumber: string }>(c)),
      201,
    ),
  );
  app.get('/command/certificates/:id{\\d+}', (c) => found(c, commandState.certificate(readId(c))));
  app.patch('/command/certificates/:id{\\d+}', async (c) =>
    c.json(commandState.updateCertificate(readId(c), await readObject<CommandCertificateChange>(c))),
  );
  app.delete('/command/certificates/:id{\\d+}', (c) => removed(c, commandState.removeCertificate(readId(c))));
  app.get('/command/collections', (c) => c.json(commandState.collections()));
  app.post('/command/collections', async (c) => c.json(commandState.putCollection(await readObject(c)), 201));
  app.get('/command/metadata-fields', (c) => c.json(commandState.metadataFields()));
  app.post('/command/metadata-fields', async (c) =>
    c.json(commandState.putMetadataField(await readObject(c)), 201),
  );
  app.delete('/command/metadata-fields/:id{\\d+}', (c) =>
    removed(c, commandState.removeMetadataField(readId(c))),
  );
}

function readFilter(c: Context): { system?: SystemName; operation?: string } {
  const { system, operation } = c.req.query();
  return {
    ...(system === undefined ? {} : { system: system as SystemName }),
    ...(operation === undefined ? {} : { operation }),
  };
}

async function readObject<T extends object>(c: Context): Promise<T> {
  const body: unknown = await c.req.json();
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new TypeError('The body must be a JSON object.');
  return body as T;
}

function readId(c: Context): number {
  return Number(c.req.param('id'));
}

function found(c: Context, item: object | undefined): Response {
  return item === undefined ? c.json({ error: 'No such item.' }, 404) : c.json(item);
}

function removed(c: Context, done: boolean): Response {
  return done ? c.body(null, 204) : c.json({ error: 'No such item.' }, 404);
}

/**
 * Creates the check that keeps out web pages in a browser on the same machine. The Host must name loopback (a page can
 * resolve its own name to 127.0.0.1), an Origin must be that of the port itself, and a body must be declared as JSON, which
 * forms can't do.
 */
function createGuard(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!loopback.test(host))
      return c.json({ error: 'The management port is reached as 127.0.0.1 or localhost only.' }, 403);
    const origin = c.req.header('origin');
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
      return c.json({ error: 'The management port takes no requests of web pages.' }, 403);
    if (hasBody(c) && !isJson(c))
      return c.json({ error: 'The body must be JSON, with the header Content-Type: application/json.' }, 415);
    return next();
  };
}

function hasBody(c: Context): boolean {
  const declared = c.req.header('content-type') !== undefined;
  return (
    declared || c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length')) > 0
  );
}

function isJson(c: Context): boolean {
  return /^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '');
}
