import type { X509Certificate } from 'node:crypto';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkCertificate, checkDate, checkTexts } from '../arguments/check-values.ts';
import { certificateProblem } from './certificate-problem.ts';
import { readClientAuthorities } from './client-authorities.ts';

/** What a client certificate is verified by. */
export interface ClientVerification {
  /** PEM texts of those that vouch for clients, whether they have signed themselves or not. */
  readonly authorities: readonly string[];
  /** What the client sent with its certificate, in any order. */
  readonly chain?: readonly X509Certificate[] | undefined;
  readonly now: Date;
}

const of = 'verifyClientCertificate';
const verificationArgument = required('property', {
  authorities: 'list',
  chain: 'list?',
  now: 'any',
} satisfies Shape<ClientVerification>);

/** Verifies a certificate as the TLS layer does with one that a client presents: a chain to an authority, in its time, and for clients. */
export async function verifyClientCertificate(
  certificate: X509Certificate,
  verification: ClientVerification,
): Promise<boolean> {
  checkVerification(certificate, verification);
  const { authorities, chain = [], now } = verification;
  const search = { authorities: readClientAuthorities(authorities).authorities, chain, now };
  return certificateProblem(certificate, search) === undefined;
}

function checkVerification(certificate: X509Certificate, verification: ClientVerification): void {
  checkCertificate(certificate, `Argument 1 of ${of}`);
  checkArgument(verification, verificationArgument, { of, name: `Argument 2 of ${of}` });
  const { authorities, chain = [], now } = verification;
  checkTexts(authorities, `The property authorities of ${of}`);
  for (const each of chain) checkCertificate(each, `Each of the property chain of ${of}`);
  checkDate(now, `The property now of ${of}`);
}
