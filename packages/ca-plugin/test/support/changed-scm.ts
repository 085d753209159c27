import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Puts a server before SCM that writes another state for Applied, as a later release might, and lists nothing by that one.
 * Gives its address; it ends with the test.
 */
export async function withStrangeState(scmUrl: string, strange: string): Promise<string> {
  return startProxy(scmUrl, {
    changeTarget: ({ searchParams }) => {
      if (searchParams.get('status') === 'Applied') searchParams.set('status', 'Unmanaged');
    },
    changeText: (text) => text.replaceAll('"status":"Applied"', `"status":"${strange}"`),
  });
}

/** Puts a server before SCM that passes over the filter by state. Gives its address; it ends with the test. */
export async function withoutStateFilter(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, {
    changeTarget: ({ searchParams }) => searchParams.delete('status'),
  });
}

/**
 * Puts a server before SCM whose list gives every page empty when it is first asked for, and the first page in its place when
 * it is asked for once more. Gives its address; it ends with the test.
 */
export async function withStruckPages(scmUrl: string): Promise<string> {
  const asked = new Map<string, number>();
  return startProxy(scmUrl, {
    changeTarget: (target) => {
      const { pathname, search, searchParams } = target;
      if (!/^\/api\/ssl\/v[12]$/.test(pathname)) return;
      const times = (asked.get(search) ?? 0) + 1;
      asked.set(search, times);
      if (times === 1) searchParams.set('position', '1000000');
      if (times === 2) searchParams.set('position', '0');
    },
  });
}

/** Puts a server before SCM that refuses the login of downloads, as if the password had expired meanwhile. */
export async function withRefusedDownloads(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, {
    refuses: ({ pathname }) => pathname.includes('/collect/'),
  });
}

/** Puts a server before SCM that knows no date of issuance, as is known of some certificates. */
export async function withoutIssuanceDates(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text, body) =>
      body.includes('"certificateDateAttribute":5') ? '{"statusCode":0,"reports":[]}' : text,
  });
}

/** Puts a server before SCM whose responses, under some paths, lack serial numbers. Gives its address; it ends with the test. */
export async function withoutSerialNumbers(scmUrl: string, paths = /./): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text, _, { pathname }) =>
      paths.test(pathname) ? text.replaceAll(/"serialNumber":"[^"]*",?/g, '') : text,
  });
}

/** Puts a server before SCM that writes states in capitals. Gives its address; it ends with the test. */
export async function withStatesInCapitals(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text) =>
      text.replaceAll(/"status":"([^"]*)"/g, (_, status: string) => `"status":"${status.toUpperCase()}"`),
  });
}

/** Puts a server before SCM that tells neither date nor reason of a revocation. Gives its address; it ends with the test. */
export async function withoutRevocationFacts(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text) => text.replaceAll(/"(revoked|reasonCode)":("[^"]*"|\d+),?/g, ''),
  });
}

/** Puts a server before SCM that sends its responses in chunks, without a length. Gives its address; it ends with the test. */
export async function withChunkedResponses(scmUrl: string): Promise<string> {
  return startProxy(scmUrl, { headers: { 'transfer-encoding': 'chunked' } });
}

/** What a proxy sends in place of SCM's response. */
export interface ProxyResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Puts a server before SCM that lets the first POST under a path through and sends a response of its own. Gives its address; it ends with the test. */
export async function withOwnResponse(
  scmUrl: string,
  { path, response }: { readonly path: RegExp; readonly response: ProxyResponse },
): Promise<string> {
  let isSent = false;
  return startProxy(scmUrl, {
    replaceResponse: (method, { pathname }) => {
      if (isSent || method !== 'POST' || !path.test(pathname)) return undefined;
      isSent = true;
      return response;
    },
  });
}

interface Changes {
  /** The response to send in place of SCM's, which is asked all the same. */
  readonly replaceResponse?: (method: string | undefined, target: URL) => ProxyResponse | undefined;
  readonly refuses?: (target: URL) => boolean;
  readonly changeTarget?: (target: URL) => void;
  readonly changeText?: (text: string, body: string, target: URL) => string;
  /** Sent beside those of SCM. */
  readonly headers?: Readonly<Record<string, string>>;
}

async function startProxy(
  scmUrl: string,
  {
    refuses = () => false,
    replaceResponse = () => undefined,
    changeTarget = () => {},
    changeText = (text) => text,
    headers: added,
  }: Changes,
): Promise<string> {
  const server = createServer(async (request, outgoing) => {
    const target = new URL(request.url ?? '/', scmUrl);
    if (refuses(target)) {
      outgoing.writeHead(401, { 'content-type': 'application/json' });
      outgoing.end('{"code":-16,"description":"Unknown user"}');
      return;
    }
    changeTarget(target);
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'host' && name !== 'connection' ? [[name, value] as const] : [],
    );
    // A connection that SCM cuts is one that this server cuts.
    const response = await fetch(target, {
      method: request.method ?? 'GET',
      headers: headers.map(([name, value]) => [name, value]),
      ...(body.length === 0 ? {} : { body }),
    }).catch(() => undefined);
    if (response === undefined) {
      outgoing.destroy();
      return;
    }
    const own = replaceResponse(request.method, target);
    if (own !== undefined) {
      outgoing.writeHead(own.status, { 'content-type': own.contentType }).end(own.body);
      return;
    }
    const text = changeText(await response.text(), body.toString(), target);
    const passed = ['content-type', 'x-total-count'].flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    outgoing.writeHead(response.status, { ...Object.fromEntries(passed), ...added }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Puts a server before SCM whose list gives one certificate an id that JSON can't carry. Gives its address; it ends with the test. */
export async function withUnreadableId(scmUrl: string, sslId: number): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text) =>
      text.replaceAll(new RegExp(`"sslId":${sslId}\\b(?=,"commonName")`, 'g'), '"sslId":9007199254740993'),
  });
}

/** Puts a server before SCM that gives, in one row of a list, another value for a key, as JSON. Gives its address; it ends with the test. */
export async function withOddRow(
  scmUrl: string,
  { list, where: [property, wanted], key, json }: OddRow,
): Promise<string> {
  return startProxy(scmUrl, {
    changeText: (text, _, { pathname }) => {
      if (!pathname.endsWith(list)) return text;
      const rows: Record<string, unknown>[] = JSON.parse(text);
      for (const row of rows) if (row[property] === wanted) row[key] = 'strange';
      return JSON.stringify(rows).replaceAll('"strange"', json);
    },
  });
}

/** Which row of which list. */
export interface OddRow {
  /** How its path ends. */
  readonly list: string;
  readonly where: readonly [string, unknown];
  readonly key: string;
  readonly json: string;
}
