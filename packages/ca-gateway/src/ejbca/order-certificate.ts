import type { IssuedCertificate } from '@certbridge/ca-host';
import { type CallersOrder, type OrderServices, orderFromCa } from '../order-from-ca.ts';
import { orderRefusal } from '../order-refusal.ts';

/** Orders a certificate. Throws a GatewayError where it is not issued: 503 while it waits, 400 for good. */
export async function orderCertificate(
  services: OrderServices,
  order: CallersOrder,
): Promise<IssuedCertificate> {
  const outcome = await orderFromCa(services, order);
  if (outcome.state === 'issued') return outcome.certificate;
  throw orderRefusal(outcome, services.settings.retryAfterSeconds);
}
