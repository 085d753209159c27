import { type EnrollmentRequest, identifyByHost } from '@certbridge/ca-plugin';
import type { ParsedCertificateRequest } from '@certbridge/certificate/request';
import type { HostCallOptions, OrderRequest, OrderWait } from '../contract/hosted-ca.ts';
import { orderIdentity } from '../orders/order-identity.ts';
import { findRenewable } from './find-renewable.ts';
import type { HostContext } from './host-context.ts';
import type { NamedProduct } from './profile-catalog.ts';
import type { Requester } from './requester.ts';

/** Who waits, and how long. */
export type HostOrderOptions = HostCallOptions &
  Pick<OrderWait, 'waitMs'> & { readonly requester: Requester };

/** An order of a profile that is known, with what it is recorded by. */
export interface IdentifiedOrder {
  readonly enrollment: EnrollmentRequest;
  /** PKCS#10 in PEM. */
  readonly csr: string;
  readonly identity: readonly string[];
  /** What the ledger knows it by. */
  readonly hash: string;
}

/** Builds the order of a request from the settings of its profile; a renewal where they say so and there is something to renew. */
export async function buildOrder(
  context: Pick<HostContext, 'name' | 'certificates' | 'now' | 'settingsOf'>,
  { profile, userName, notAfter }: OrderRequest,
  { csr, product }: { readonly csr: ParsedCertificateRequest; readonly product: NamedProduct },
): Promise<IdentifiedOrder> {
  const { parameters, renewals } = context.settingsOf(profile);
  const prior = renewals === 'renew' ? await findRenewable(context, { csr, profile }) : undefined;
  const identity = orderIdentity({ ca: context.name, profile, userName });
  return {
    enrollment: {
      csr,
      subject: '',
      san: {},
      notAfter,
      enrollmentType: prior === undefined ? 'New' : 'Renew',
      // Settings of a profile are for new orders: what was ordered in another way has values of its own.
      keepsCustomFields: true,
      productInfo: {
        productId: product.id,
        parameters: prior === undefined ? parameters : { ...parameters, PriorCertSN: prior.serialNumber },
      },
    },
    csr: csr.pem,
    identity,
    hash: identifyByHost(identity, csr.fingerprint),
  };
}
