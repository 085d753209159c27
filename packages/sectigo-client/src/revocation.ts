import { path } from '@certbridge/rest-client';
import { callOnce } from './call-once.ts';
import type { CallOptions } from './call-options.ts';
import { checkId, checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import type { Dialect } from './dialect.ts';
import type { ScmApi } from './scm-api.ts';
import { checkSerialNumber } from './serial-number.ts';

const reasonCodes = [0, 1, 3, 4, 5] as const;

/** 0 unspecified, 1 key compromise, 3 affiliation changed, 4 superseded, 5 cessation of operation; SCM takes no other. */
export type RevocationReasonCode = (typeof reasonCodes)[number];

/** Why a certificate is revoked. */
export interface RevocationRequest {
  readonly reasonCode: RevocationReasonCode;
  /** 1 to 512 characters. */
  readonly reason: string;
}

/** Which certificate to mark as revoked, and how. */
export type ManualRevocation = (
  | { readonly certId: number }
  | {
      readonly serialNumber: string;
      /** Distinguished name. */
      readonly issuer: string;
    }
) & {
  readonly reasonCode: RevocationReasonCode;
  /** When it was revoked; left out, SCM decides. */
  readonly revokeDate?: Date | undefined;
};

/**
 * Revocation, of issued certificates only (-102). A revoked certificate can't be collected any more: keep a copy.
 *
 * None is sent twice. After a lost response, read the status: revoking again does no harm and gives -102 or -159 where it
 * was done. [SCM API documentation 25.5, "SSL Certificates"; Admin Operations API 25.9.2 for the types with OAuth2]
 */
export interface Revocation {
  /** Revokes a certificate at the CA. */
  revokeById(sslId: number, request: RevocationRequest, options?: CallOptions): Promise<void>;
  /** Revokes the certificate with this serial number, in any notation, at the CA. */
  revokeBySerial(serialNumber: string, request: RevocationRequest, options?: CallOptions): Promise<void>;
  /** Marks a certificate as revoked in SCM only. The CA is not told: it stays valid for everybody else. */
  markRevoked(revocation: ManualRevocation, options?: CallOptions): Promise<void>;
}

const lostRevocation = {
  howToCheck:
    'read the status of the certificate. Revoking again does no harm; where it was revoked already, SCM answers -102 or -159.',
  again: true,
};

export function createRevocation({ rest, dialect }: ScmApi): Revocation {
  async function revoke(target: string, body: object, { signal }: CallOptions): Promise<void> {
    await callOnce(rest.send({ method: 'POST', path: target, body, signal }), lostRevocation);
  }
  return {
    revokeById: async (sslId, request, options = {}) =>
      revoke(path`/api/ssl/v1/revoke/${checkId(sslId, 'sslId')}`, requestBody(request, dialect), options),
    revokeBySerial: async (serialNumber, request, options = {}) =>
      revoke(
        path`/api/ssl/v1/revoke/serial/${checkSerialNumber(serialNumber)}`,
        requestBody(request, dialect),
        options,
      ),
    markRevoked: async (revocation, options = {}) =>
      revoke('/api/ssl/v1/revoke/manual', manualBody(revocation, dialect), options),
  };
}

function requestBody({ reasonCode, reason }: RevocationRequest, dialect: Dialect) {
  return {
    reasonCode: writeReasonCode(reasonCode, dialect),
    reason: checkText(reason, { name: 'reason', most: 512 }),
  };
}

function manualBody({ reasonCode, revokeDate, ...which }: ManualRevocation, dialect: Dialect) {
  const common = {
    reasonCode: writeReasonCode(reasonCode, dialect),
    revokeDate: revokeDate && writeTime(revokeDate),
  };
  if ('certId' in which) return { certId: checkId(which.certId, 'certId'), ...common };
  const issuer = checkText(which.issuer, { name: 'issuer', most: 32_767 });
  return { serialNumber: checkSerialNumber(which.serialNumber), issuer, ...common };
}

/** The documented sample has a numeric offset. */
function writeTime(time: Date): string {
  if (Number.isNaN(time.getTime())) throw invalidArgument('revokeDate must be a valid date.');
  return time.toISOString().replace(/Z$/, '+00:00');
}

/** A number with header login, text in the Admin Operations API. */
function writeReasonCode(reasonCode: RevocationReasonCode, { reasonCodeAsText }: Dialect): number | string {
  const code = checkOneOf(reasonCode, { name: 'reasonCode', allowed: reasonCodes });
  return reasonCodeAsText ? String(code) : code;
}
