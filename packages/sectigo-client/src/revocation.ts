import { isDate } from 'node:util/types';
import {
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  path,
  required,
  type Shape,
} from '@certbridge/rest-client';
import { callOptions } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import { checkId, checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import type { Dialect } from './dialect.ts';
import type { ScmApi } from './scm-api.ts';
import { checkSerialNumber } from './serial-number.ts';
import { system } from './system.ts';

const reasonCodes = [0, 1, 3, 4, 5] as const;

/** The reasons that SCM accepts: 0 unspecified, 1 key compromise, 3 affiliation changed, 4 superseded, 5 cessation of operation. */
export type RevocationReasonCode = (typeof reasonCodes)[number];

/** The reason for a revocation. */
export interface RevokeRequest {
  readonly reasonCode: RevocationReasonCode;
  /** 1 to 512 characters. */
  readonly reason: string;
}

/** A certificate to mark as revoked, named by its id, or by serial number and issuer. */
export type ManualRevocation = (
  | { readonly certId: number; readonly serialNumber?: undefined; readonly issuer?: undefined }
  | {
      readonly certId?: undefined;
      readonly serialNumber: string;
      /** Distinguished name. */
      readonly issuer: string;
    }
) & {
  readonly reasonCode: RevocationReasonCode;
  /** When it was revoked. Default: chosen by SCM. */
  readonly revokeDate?: Date | undefined;
};

/**
 * Revocation of issued certificates; others are refused (-102). A revoked certificate can no longer be collected, so keep a
 * copy.
 *
 * These calls are never retried. After a lost response, read the status. Revoking again does no harm: it fails with -102 or
 * -159 if the certificate is revoked. [SCM API documentation 25.5, "SSL Certificates"; Admin Operations API 25.9.2 for the
 * types with OAuth2]
 */
export interface Revocation {
  /** Revokes a certificate at the CA. */
  revokeById(sslId: number, request: RevokeRequest, options?: CallOptions): Promise<void>;
  /** Revokes the certificate with a serial number, in any notation, at the CA. */
  revokeBySerial(serialNumber: string, request: RevokeRequest, options?: CallOptions): Promise<void>;
  /** Marks a certificate as revoked in SCM only. The CA doesn't learn of it, so the certificate remains valid. */
  markRevoked(revocation: ManualRevocation, options?: CallOptions): Promise<void>;
}

const lostRevocation = {
  howToCheck:
    'read the status of the certificate. Revoking again does no harm; if it was revoked already, SCM returns -102 or -159.',
  again: true,
};

const request = required('property', {
  reasonCode: 'number',
  reason: 'text',
} satisfies Shape<RevokeRequest>);
const argumentsOf: ArgumentsOf<Revocation> = {
  revokeById: [null, request, callOptions],
  revokeBySerial: [null, request, callOptions],
  markRevoked: [
    required('property', {
      certId: 'number?',
      serialNumber: 'text?',
      issuer: 'text?',
      reasonCode: 'number',
      revokeDate: 'any?',
    }),
    callOptions,
  ],
};

/** Creates the revocation calls of a client. */
export function createRevocation({ rest, dialect }: ScmApi): Revocation {
  async function revoke(target: string, body: object, { signal }: CallOptions): Promise<void> {
    await callOnce(rest.send({ method: 'POST', path: target, body, signal }), lostRevocation);
  }
  const calls: Revocation = {
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
  return checkCalls(calls, argumentsOf, { of: 'certificates', system });
}

function requestBody({ reasonCode, reason }: RevokeRequest, dialect: Dialect) {
  return {
    reasonCode: writeReasonCode(reasonCode, dialect),
    reason: checkText(reason, { name: 'reason', most: 512 }),
  };
}

function manualBody({ reasonCode, revokeDate, ...which }: ManualRevocation, dialect: Dialect) {
  const common = {
    reasonCode: writeReasonCode(reasonCode, dialect),
    revokeDate: revokeDate === undefined ? undefined : writeTime(revokeDate),
  };
  if (which.certId !== undefined) {
    if (which.serialNumber !== undefined || which.issuer !== undefined) {
      throw invalidArgument('A certificate is marked by certId, or by serialNumber and issuer, not by both.');
    }
    return { certId: checkId(which.certId, 'certId'), ...common };
  }
  const issuer = checkText(which.issuer, { name: 'issuer', most: 32_767 });
  return { serialNumber: checkSerialNumber(which.serialNumber), issuer, ...common };
}

/** With a numeric offset, as in the documented sample. */
function writeTime(time: Date): string {
  if (!isDate(time) || Number.isNaN(time.getTime()))
    throw invalidArgument('revokeDate must be a valid date.');
  return time.toISOString().replace(/Z$/, '+00:00');
}

/** A number with header login, text in the Admin Operations API. */
function writeReasonCode(reasonCode: RevocationReasonCode, { reasonCodeAsText }: Dialect): number | string {
  const code = checkOneOf(reasonCode, { name: 'reasonCode', allowed: reasonCodes });
  return reasonCodeAsText ? String(code) : code;
}
