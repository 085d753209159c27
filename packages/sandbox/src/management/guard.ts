import type { Context, MiddlewareHandler } from 'hono';

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Creates the check that keeps out web pages in a browser on the same machine. The Host must name loopback (a page can
 * resolve its own name to 127.0.0.1), an Origin must be that of the port itself, and a body must be declared as JSON, which
 * forms can't do.
 */
export function createGuard(): MiddlewareHandler {
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
