import { X509Certificate } from 'node:crypto';
import type { CaHost } from '@certbridge/ca-host';
import { fromNodeName, writePem } from '@certbridge/certificate';
import type { Caller } from '../access/caller.ts';
import { GatewayError } from '../gateway-error.ts';
import { Patience } from '../patience.ts';
import { useCa } from '../use-ca.ts';
import { describeCa } from './ca-info.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { notFound, unknownCa } from './find-certificate.ts';
import { findIssuers, type MeantIssuers } from './find-issuers.ts';
import { readBooleanQuery, readIntegerQuery } from './read-query.ts';
import { anyRole, mayKnow, requireRoleEverywhere } from './rights.ts';
import { ejbcaPrefix } from './routing-path.ts';

/** Adds the list of CAs and the download of their chains. */
export function addCaRoutes(app: EjbcaApp, { host, settings }: EjbcaServices): void {
  app.get(`${ejbcaPrefix}/v1/ca`, async (context) => {
    const { caller } = context.var;
    // Checked but unused: there are no external CAs to list.
    readBooleanQuery(context, 'includeExternal');
    const cas = host.cas.filter(({ name }) => mayKnow(caller, { ca: name }));
    const certificate_authorities = await Promise.all(cas.map((ca) => describeCa(ca, { host, settings })));
    return context.json({ certificate_authorities });
  });

  app.get(`${ejbcaPrefix}/v1/ca/:subject/certificate/download`, async (context) => {
    const subject = context.req.param('subject');
    const meant = findKnownIssuers(host, subject, context.var.caller);
    const [issuer] = meant.issuers;
    const chain =
      issuer === undefined
        ? []
        : await useCa(meant.ca.chainOf(issuer, new Patience(settings).options()), settings.retryAfterSeconds);
    if (chain.length === 0) {
      throw notFound([meant.ca], 'The chain of this CA is not known before it has issued a certificate.');
    }
    const pem = chainPem(chain);
    return context.body(pem, 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': attachmentName(`${subject}.cacert.pem`),
      'Content-Length': String(Buffer.byteLength(pem)),
    });
  });

  app.get(`${ejbcaPrefix}/v1/ca/:issuer/getLatestCrl`, (context) => {
    readBooleanQuery(context, 'deltaCrl');
    readIntegerQuery(context, 'crlPartitionIndex');
    throw new GatewayError(
      404,
      'The gateway has no CRL of its own. Fetch the one that the issuer publishes: each certificate names its address.',
    );
  });
}

/** Finds the first CA of an issuer that the caller may know. Throws a GatewayError if there is none. */
function findKnownIssuers(host: CaHost, subject: string, caller: Caller): MeantIssuers {
  const meant = findIssuers(host, subject);
  const [known] = meant.filter(({ ca }) => mayKnow(caller, { ca: ca.name }));
  if (known !== undefined) return known;
  requireRoleEverywhere(caller, anyRole, meant.length > 0 ? meant.map(({ ca }) => ca) : host.cas);
  throw unknownCa(host.cas);
}

/** Names a download for its header, which takes neither quotation marks nor characters beyond ASCII. */
export function attachmentName(name: string): string {
  return `attachment; filename="${name.replaceAll(/[^ !#-.0-[\]-~]/g, '_')}"`;
}

/** Writes a chain as EJBCA does: each certificate behind two lines that name it, its base64 on one line. Readers of PEM pass over the names. */
function chainPem(chain: readonly Uint8Array[]): string {
  return chain
    .map((der) => {
      const { subject, issuer } = new X509Certificate(der);
      return [
        `Subject: ${fromNodeName(subject)}`,
        `Issuer: ${fromNodeName(issuer)}`,
        writePem('CERTIFICATE', der, { isOneLine: true }),
      ].join('\n');
    })
    .join('');
}
