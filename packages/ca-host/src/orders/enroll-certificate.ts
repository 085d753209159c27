import type { EnrollmentRequest, EnrollmentResult } from '@certbridge/ca-plugin';
import { required, type Shape } from '@certbridge/rest-client';
import { checkStep } from '../arguments/check-step.ts';
import type { CaStore, StoredRequest, UnreferencedOrder } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { keepProductNames } from '../products/keep-product-names.ts';
import { recordOf } from './record-of.ts';

/** An order with what it is recorded by. */
export interface EnrollCertificateOptions extends HostCallOptions {
  readonly order: EnrollmentRequest;
  /** PKCS#10 in PEM, to be kept with the request. */
  readonly csr: string;
  /** SHA-256 of the DER of the CSR, lower-case hexadecimal. */
  readonly csrHash: string;
  /** Order although an earlier order of this CSR may have come through. */
  readonly again: boolean;
}

/** The outcome of an order. */
export type KeptEnrollment =
  /** Nothing was ordered: an earlier version sent an order with this CSR, and it is not known whether the authority has it. */
  | { readonly state: 'sent-before'; readonly order: UnreferencedOrder }
  /** Nothing was ordered, or that is not known; the result says which. */
  | { readonly state: 'not-ordered'; readonly result: EnrollmentResult }
  /** It was ordered, and the store did not take it. */
  | { readonly state: 'not-kept'; readonly result: EnrollmentResult; readonly error: DatabaseError }
  | { readonly state: 'kept'; readonly result: EnrollmentResult; readonly request: StoredRequest };

const takes = required('property', {
  signal: 'signal?',
  order: 'object',
  csr: 'text',
  csrHash: 'text',
  again: 'flag',
} satisfies Shape<EnrollCertificateOptions>);

/**
 * Orders a certificate and keeps the outcome. The plugin records it in the store before it is sent, and looks there for
 * an earlier one of the same content.
 */
export async function enrollCertificate(
  host: HostedPlugin,
  wanted: EnrollCertificateOptions,
): Promise<KeptEnrollment> {
  checkStep({ of: 'enrollCertificate', host, options: wanted, takes });
  const { store, plugin } = host;
  const { order, csrHash, again, signal } = wanted;
  const [earlier] = again ? [] : store.orders.unreferenced(csrHash);
  if (earlier !== undefined) return { state: 'sent-before', order: earlier };
  if (again) await store.orders.giveUpUnreferenced(csrHash);
  const result = await plugin.enroll(order, { signal, again });
  if (result.caRequestId === '') return { state: 'not-ordered', result };
  try {
    if (!isKnown(result, store))
      await store.requests.keep(
        [recordOf(result, { productId: order.productInfo.productId, csr: wanted.csr })],
        { at: new Date() },
      );
  } catch (error) {
    if (error instanceof DatabaseError) return { state: 'not-kept', result, error };
    throw error;
  }
  await keepProductNames(host, { signal });
  const request = store.requests.find(result.caRequestId);
  if (request === undefined) throw new Error('The request that was just kept is gone.');
  return { state: 'kept', result, request };
}

/** An earlier order that still waits is in the store as it was. */
function isKnown({ caRequestId, status, certificate }: EnrollmentResult, { requests }: CaStore): boolean {
  return certificate === null && requests.find(caRequestId)?.status === status;
}
