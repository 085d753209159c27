import { CaPluginError, identifyByHost } from '@certbridge/ca-plugin';
import { type ParsedCertificateRequest, readCertificateRequest } from '@certbridge/certificate/request';
import type { OrderOutcome, OrderRequest } from '../contract/hosted-ca.ts';
import { DatabaseError } from '../database/database-error.ts';
import { orderIdentity } from '../orders/order-identity.ts';
import { asLastSeen } from './as-last-seen.ts';
import { enrollOnce } from './enroll-once.ts';
import type { HostContext } from './host-context.ts';
import { type HostOrderOptions, type IdentifiedOrder, identifyOrder } from './identified-order.ts';
import { keepOutcome } from './keep-outcome.ts';
import { unknownProfile } from './unknown-profile.ts';

/** Orders a certificate, unless the same was ordered before, and keeps what became of it. */
export async function orderCertificate(
  context: HostContext,
  request: OrderRequest,
  options: HostOrderOptions,
): Promise<OrderOutcome> {
  const csr = readCertificateRequest(request.csr);
  if ('problem' in csr) return damagedCsr;
  let order: IdentifiedOrder | undefined;
  try {
    const product = await context.profiles.find(request.profile, options);
    if (product === undefined) return { state: 'invalid', problem: 'profile', reason: unknownProfile };
    const { publicKey } = csr;
    if (publicKey !== undefined && context.certificates.isCompromised(publicKey)) return compromisedKey;
    order = await identifyOrder(context, request, { csr, product });
    return await keepOutcome(context, order, await enrollOnce(context, order, options));
  } catch (error) {
    if (error instanceof CaPluginError) {
      const { message: reason } = error;
      if (order === undefined) return { state: 'unavailable', reason, maybeOrdered: false };
      return asLastSeen(context, order.hash, { reason });
    }
    if (!(error instanceof DatabaseError)) throw error;
    const { message: reason } = error;
    context.outages.tell('An order was ended by the database: {reason}', { reason, level: 'error' });
    return unrecorded(context, request, csr);
  }
}

const damagedCsr: OrderOutcome = {
  ...{ state: 'invalid', problem: 'csr' },
  reason: 'The CSR is damaged, or is no PKCS#10 request. Make a new one.',
};
const compromisedKey: OrderOutcome = {
  ...{ state: 'invalid', problem: 'key' },
  reason: 'The key of the CSR was revoked because it is compromised. Make a new key and a CSR for it.',
};

/** What can't be recorded is not sent. An earlier order counts all the same, and so does what can't be read. */
async function unrecorded(
  { name: ca, store }: HostContext,
  { profile, userName }: OrderRequest,
  { fingerprint }: ParsedCertificateRequest,
): Promise<OrderOutcome> {
  const reason = "Orders can't be recorded now.";
  try {
    const hash = identifyByHost(orderIdentity({ ca, profile, userName }), fingerprint);
    const earlier = await store.orders.newest(hash);
    return { state: 'unavailable', reason, maybeOrdered: earlier !== undefined, isUnrecorded: true };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { state: 'unavailable', reason, maybeOrdered: true, isUnrecorded: true };
  }
}
