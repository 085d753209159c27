import * as fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { ejbcaPrefix, routingPath } from './routing-path.ts';

const prefixes = [
  '/ejbca/ejbca-rest-api',
  '/ejbca/ejbca-rest-api/ejbca-rest-api',
  '/AnyGatewayREST/ejbca/ejbca-rest-api',
  '/AnyGatewayREST/ejbca/ejbca-rest-api/ejbca-rest-api',
];

/** How clients encode a name in a path. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  'all but letters': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'all that is reserved': encodeURIComponent,
  'as Go does': (text) =>
    encodeURIComponent(text).replaceAll(/%(24|26|2B|3D|3A|40)/g, (code) => decodeURIComponent(code)),
  "blanks and what a path can't have": (text) => encodeURIComponent(text).replaceAll('%2F', '/'),
};

// A client of HTTP resolves segments of dots before it sends a path; so does the class URL.
const texts = fc
  .oneof(fc.string({ minLength: 1, unit: 'binary' }), fc.stringMatching(/^[A-Z=a-z,/+& %\\]{1,40}$/))
  .filter((text) => Buffer.from(text).toString() === text && !/(^|\/)(\.|%2e){0,2}(\/|$)/i.test(text));

const app = new Hono({ getPath: routingPath });
app.put(`${ejbcaPrefix}/v1/certificate/:issuer/:serial/revoke`, ({ req, json }) =>
  json([req.param('issuer'), req.param('serial')]),
);
app.get(`${ejbcaPrefix}/v1/ca/:subject/certificate/download`, ({ req, json }) =>
  json([req.param('subject')]),
);
app.delete(`${ejbcaPrefix}/v1/endentity/:name`, ({ req, json }) => json([req.param('name')]));
app.get(`${ejbcaPrefix}/v1/ca`, ({ json }) => json([]));

const ask = async (method: string, path: string) => {
  const response = await app.request(new Request(`https://gateway.example${path}`, { method }));
  return response.status === 200 ? await response.json() : response.status;
};

describe.each(Object.entries(encodings))('with %s encoded', (_, encode) => {
  test('any name arrives as it was, below each prefix', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(...prefixes), async (name, prefix) => {
        const encoded = encode(name);
        expect(await ask('PUT', `${prefix}/v1/certificate/${encoded}/0A24/revoke`)).toEqual([name, '0A24']);
        expect(await ask('GET', `${prefix}/v1/ca/${encoded}/certificate/download`)).toEqual([name]);
        fc.pre(!name.endsWith('/'));
        expect(await ask('DELETE', `${prefix}/v1/endentity/${encoded}`)).toEqual([name]);
      }),
    );
  });
});

test.each([
  ['/ejbca/ejbca-rest-api/v1/ca', []],
  ['/ejbca/ejbca-rest-api/v1/ca/', []],
  ['/ejbca/ejbca-rest-api/v1/ca?includeExternal=true', []],
  ['/ejbca/v1/ca', 404],
  ['/v1/ca', 404],
  ['/ejbca/ejbca-rest-apiv1/ca', 404],
])('the path %s leads to %j', async (path, response) => {
  expect(await ask('GET', path)).toEqual(response);
});

test('other paths stay as they are, encoded', () => {
  const path = '/.well-known/est/OV%20SSL%2F1/simpleenroll/';
  expect(routingPath(new Request(`https://gateway.example:8443${path}?a=/b#c`))).toBe(path);
});
