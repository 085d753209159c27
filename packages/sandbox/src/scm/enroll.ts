import type { SandboxContext } from '../http/pipeline.ts';
import { encodePublicKey, generateKeyPair, type KeyFacts } from '../pki/key-facts.ts';
import type { World } from '../world.ts';
import { type CheckedOrder, checkCsr, checkKey, checkNames, checkOrder } from './check-order.ts';
import { EnrollKeygenSchema, EnrollSchema, type OrderRequest } from './order-schemas.ts';
import { drawRenewId, orderedId, placeRequest, settleOrders } from './orders.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import { emptyRecord, type ScmCertificate } from './scm-state.ts';

/**
 * Handles `POST /api/ssl/v1/enroll`.
 *
 * The common name is taken from the CSR, or else from the first alternative name. Alternative names in the CSR are ignored.
 */
export async function enrollSsl(c: SandboxContext, world: World): Promise<Response> {
  const body = readBody(c, EnrollSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const checked = checkOrder(body, world);
  if (isScmError(checked)) return errorResponse(checked);
  const csr = checkCsr(body.csr, checked.profile);
  if (isScmError(csr)) return errorResponse(csr);
  const names = splitNames(body.subjAltNames);
  const commonName = csr.commonName ?? names[0];
  if (commonName === undefined) return errorResponse(badRequest(-7, 'The common name is missing.'));
  return placeOrder(c, world, { ...csr, body, checked, commonName, names });
}

/** Handles `POST /api/ssl/v1/enroll-keygen`. The private key stays in the sandbox, since no operation returns it. */
export async function enrollSslKeygen(c: SandboxContext, world: World): Promise<Response> {
  const body = readBody(c, EnrollKeygenSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const checked = checkOrder(body, world);
  if (isScmError(checked)) return errorResponse(checked);
  if (body.keyGenerationMethod === 'AZURE_KEY_VAULT' && body.azureKeyVault === undefined)
    return errorResponse(badRequest(-7, "Required value 'azureKeyVault' is missing."));
  const key = requestedKey(body);
  const refusal = checkKey(key, checked.profile);
  if (refusal !== undefined) return errorResponse(refusal);
  const pair = await generateKeyPair(key);
  const publicKey = encodePublicKey(pair.publicKey).toString('base64');
  const names = splitNames(body.subjAltNames);
  return placeOrder(c, world, { body, checked, commonName: body.commonName, names, publicKey, key });
}

interface Order {
  body: OrderRequest;
  checked: CheckedOrder;
  commonName: string;
  names: readonly string[];
  publicKey: string;
  key: KeyFacts;
}

async function placeOrder(c: SandboxContext, world: World, order: Order): Promise<Response> {
  const { body, checked, commonName, names, publicKey, key } = order;
  const refusal: ScmError | undefined = checkNames([commonName, ...names], world);
  if (refusal !== undefined) return errorResponse(refusal);
  const certificate: ScmCertificate = {
    ...emptyRecord(),
    id: world.scm.certificates.nextId,
    commonName,
    otherNames: names.filter((name) => name !== commonName),
    status: 'Requested',
    serial: null,
    profileId: checked.profile.id,
    orgId: body.orgId,
    term: checked.term,
    requestedAt: null,
    approvedAt: null,
    issuedAt: null,
    expiresAt: null,
    comments: body.comments ?? '',
    requester: c.get('account'),
    externalRequester: body.externalRequester ?? '',
    requestedVia: 'REST API',
    renewId: drawRenewId(world),
    values: checked.values,
    key,
    publicKey,
  };
  placeRequest(certificate, world);
  world.scm.certificates.add(certificate);
  await settleOrders(world);
  return scmJson({ sslId: orderedId(certificate, world), renewId: certificate.renewId });
}

function splitNames(text: string | null | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function requestedKey(body: {
  algorithm?: KeyFacts['algorithm'] | undefined;
  keySize?: number | undefined;
  keyParam?: string | undefined;
}): KeyFacts {
  const algorithm = body.algorithm ?? 'RSA';
  const param = body.keyParam ?? (algorithm === 'RSA' ? String(body.keySize ?? 2048) : 'P-256');
  return { algorithm, param, size: Number(param.replace(/^P-/, '')) };
}
