import type { SandboxContext } from '../http/pipeline.ts';
import type { IssuedLeaf } from '../pki/certificate-authority.ts';
import { writePem } from '../pki/pem.ts';
import { writePkcs7 } from '../pki/pkcs7.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { findForRead } from './find-certificate.ts';
import { issueLeaf } from './leaf.ts';
import { countOrderRequest } from './orders.ts';
import { badRequest, errorResponse, isScmError } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

type Der = Uint8Array<ArrayBuffer>;
type Renderer = (leaf: IssuedLeaf, switches: Switches) => Uint8Array | string;

const pending: Readonly<Record<Exclude<Switches['collectPending'], 'empty'>, string>> = {
  0: 'Being processed by Sectigo',
  '-1400': 'The request is being processed by Sectigo.',
  '-183': 'The certificate is not collectable.',
  '-109': 'The certificate is not available now. Try again later.',
  '-103': 'The certificate has not been collected yet.',
  '-102': 'Only an issued certificate can be collected.',
};

const leafOnly: Renderer = ({ der }, switches) => writePems([der], switches);
const leafFirst: Renderer = (leaf, switches) => writePems([leaf.der, ...issuersOf(leaf, switches)], switches);
const leafLast: Renderer = (leaf, switches) =>
  writePems([...issuersOf(leaf, switches).reverse(), leaf.der], switches);

const renderers: Readonly<Record<string, Renderer>> = {
  x509: leafLast,
  x509R: leafFirst,
  x509CO: leafOnly,
  x509IO: (leaf, switches) => writePems(issuersOf(leaf, switches).reverse(), switches),
  x509IOR: (leaf, switches) => writePems(issuersOf(leaf, switches), switches),
  pem: leafLast,
  pemco: leafOnly,
  pemia: leafFirst,
  base64: (leaf, switches) =>
    switches.base64Collect === 'pem'
      ? leafFirst(leaf, switches)
      : writePem('PKCS7', pkcs7(leaf, switches), lineEnd(switches)),
  bin: pkcs7,
};

/** Handles `GET /api/ssl/v1/collect/{sslId}`, also with the format in the path. Default format: base64. */
export async function collectSsl(c: SandboxContext, world: World): Promise<Response> {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const format = c.req.param('format') ?? (c.req.query('format') || 'base64');
  const render = Object.hasOwn(renderers, format) ? renderers[format] : undefined;
  if (render === undefined) return errorResponse(badRequest(-126, 'The format is unknown.'));
  countOrderRequest(certificate, world);
  if (certificate.status === 'Revoked')
    return errorResponse(badRequest(-110, 'Certificate has been revoked and cannot be downloaded.'));
  if (['Declined', 'Rejected', 'Invalid'].includes(certificate.status))
    return errorResponse(badRequest(-169, 'Ask the administrator.'));
  const leaf = isCollectable(certificate)
    ? await issueLeaf(certificateInstead(certificate, world) ?? certificate, world)
    : undefined;
  if (leaf === undefined) return notReady(world.switches);
  return download(render(leaf, world.switches), `${certificate.commonName}.cert`);
}

/** Finds the record whose certificate is returned instead, according to the knobs; undefined if there is none. */
function certificateInstead({ id }: ScmCertificate, { knobs, scm }: World): ScmCertificate | undefined {
  const entry = knobs.collectedInstead.find((other) => other.sslId === id && other.times !== 0);
  if (entry?.times !== undefined) entry.times -= 1;
  return entry && scm.certificates.get(entry.instead);
}

function isCollectable({ status }: ScmCertificate): boolean {
  return status === 'Issued' || status === 'Expired' || status === 'Replaced';
}

function notReady({ collectPending }: Switches): Response {
  if (collectPending === 'empty') return download('', 'pending.cert');
  return errorResponse(badRequest(collectPending, pending[collectPending]));
}

function download(content: Uint8Array | string, name: string): Response {
  // A common name may have any character, a header may not.
  const filename = name.replace(/[^ !#-~]/g, '_');
  return new Response(typeof content === 'string' ? content : Uint8Array.from(content), {
    headers: {
      'content-type': 'application/octet-stream;charset=UTF-8',
      'content-disposition': `attachment; filename="${filename}"`,
    },
  });
}

/** Lists the issuing CA and, depending on a switch, the root. */
function issuersOf({ chain }: IssuedLeaf, { collectChain }: Switches): Der[] {
  return collectChain === 'with-root' ? [...chain] : [chain[0]];
}

function pkcs7(leaf: IssuedLeaf, switches: Switches): Der {
  const certificates = [leaf.der, ...issuersOf(leaf, switches)];
  return writePkcs7(switches.pkcs7Order === 'leaf-first' ? certificates : certificates.reverse());
}

function writePems(certificates: readonly Der[], switches: Switches): string {
  return certificates.map((der) => writePem('CERTIFICATE', der, lineEnd(switches))).join('');
}

function lineEnd({ collectLineEnds }: Switches): string {
  return collectLineEnds === 'crlf' ? '\r\n' : '\n';
}
