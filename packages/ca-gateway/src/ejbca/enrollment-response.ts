import type { HostedCa, IssuedCertificate } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';
import type { Patience } from '../patience.ts';
import { useCa } from '../use-ca.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import {
  type CertificateResponse,
  certificateResponse,
  type ResponseFormat,
} from './wire/certificate-response.ts';

/** A certificate, and how it is to be returned. */
export interface CertificateToReturn {
  readonly ca: HostedCa;
  readonly certificate: IssuedCertificate;
  readonly format: ResponseFormat;
  readonly withChain: boolean;
  /** What the order has left of it. */
  readonly patience: Patience;
}

/**
 * Renders an issued certificate, with its chain if that is asked for. Throws a GatewayError where the chain can't be had: clients that ask for one
 * break without it.
 */
export async function enrollmentResponse(
  { settings }: EjbcaServices,
  { ca, certificate, format, withChain, patience }: CertificateToReturn,
): Promise<CertificateResponse> {
  const { retryAfterSeconds: retryAfter } = settings;
  if (!withChain) return certificateResponse(certificate, { format, chain: undefined });
  const chain = await useCa(ca.chainOf(certificate.issuer, patience.options()), retryAfter);
  if (chain.length === 0) {
    throw new GatewayError(
      503,
      `Order ${certificate.requestId} is issued, but its chain can't be had now. Send the same request again.`,
      { retryAfter },
    );
  }
  return certificateResponse(certificate, { format, chain });
}
