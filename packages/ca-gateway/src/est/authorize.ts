import type { X509Certificate } from 'node:crypto';
import type { CertificateIndex, IssuedCertificate } from '@certbridge/ca-host';
import type { Context } from 'hono';
import type { Caller } from '../access/caller.ts';
import { checkCaller } from '../access/check-caller.ts';
import { type Access, isFailure } from '../access/create-access.ts';
import { findStoredCertificate } from '../access/find-stored-certificate.ts';
import { receivedRequest } from '../access/require-caller.ts';
import { accessRefused } from '../access-refused.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';

/** Who asks for a certificate by EST. */
export interface Enroller {
  readonly caller: Caller;
  /** The certificate that it presents. */
  readonly certificate?: X509Certificate | undefined;
}

/** What authorization works with. */
export interface EstAuthorization {
  readonly access: Pick<Access, 'readCredentials' | 'noteFailure' | 'admit'>;
  readonly certificates: Pick<CertificateIndex, 'find'>;
}

/**
 * Says who asks for a certificate. For a renewal the certificate counts that is to be renewed, if it was ordered through this
 * gateway. Throws a {@link GatewayError} for everybody else.
 */
export async function authorize(
  context: Context<GatewayEnv>,
  { access, certificates }: EstAuthorization,
  { isRenewal }: { readonly isRenewal: boolean },
): Promise<Enroller> {
  const received = receivedRequest(context);
  const { peer } = received;
  const credentials = await access.readCredentials(received, { withPasswords: true });
  const { address } = peer;
  switch (credentials.state) {
    case 'known': {
      const caller = checkCaller(credentials.caller);
      await access.admit(caller);
      return { ...credentials, caller };
    }
    case 'none':
      throw new GatewayError(401, 'Log in with a client certificate, or with user name and password.');
    case 'unavailable':
      if (isFailure(credentials)) await access.noteFailure(peer);
      throw new GatewayError(503, "Credentials can't be verified now. Try again later.", {
        retryAfter: 10,
        detail: `A request from ${address}: ${credentials.reason}.`,
      });
    case 'refused': {
      const { certificate, reason } = credentials;
      const caller = isRenewal && certificate !== undefined ? holderOf(certificate, certificates) : undefined;
      if (caller !== undefined) {
        await access.admit(caller);
        return { caller, certificate };
      }
      await access.noteFailure(peer);
      // A wrong password may be put right.
      if (certificate === undefined && context.req.header('authorization') !== undefined) {
        throw new GatewayError(401, 'Log in with a client certificate, or with user name and password.', {
          detail: `A request from ${address}: ${reason}.`,
        });
      }
      throw accessRefused(`A request from ${address}: ${reason}.`);
    }
  }
}

/** The holder of a certificate of ours may have another one for the same names. */
function holderOf(
  certificate: X509Certificate,
  certificates: Pick<CertificateIndex, 'find'>,
): Caller | undefined {
  const stored = findStoredCertificate(certificate, certificates);
  if (stored === undefined || !isInUse(stored)) return undefined;
  return {
    name: `holder of ${stored.serialNumber} (${stored.subject})`,
    can: (role, { ca = stored.ca, profile = stored.productName }) =>
      role === 'enroll' && ca === stored.ca && profile === stored.productName,
  };
}

/** Ordered through this gateway, whose requesters have a name, if only an empty one. */
function isInUse({ userName, productName, revocation, notBefore, notAfter }: IssuedCertificate): boolean {
  const now = new Date();
  return (
    userName !== null && productName !== null && revocation === null && notBefore <= now && now < notAfter
  );
}
