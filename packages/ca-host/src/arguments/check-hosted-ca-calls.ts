import { isUint8Array } from 'node:util/types';
import { type ArgumentsOf, checkCalls, optional, required, type Shape } from '@certbridge/rest-client';
import type { HostCallOptions, OrderRequest, OrderWait, ProfileOptions } from '../contract/hosted-ca.ts';
import type { ManagedCa } from '../hosting/managed-ca.ts';
import {
  checkCertificate,
  checkDate,
  checkDuration,
  checkNumber,
  checkObject,
  checkText,
} from './check-values.ts';
import { invalidArgument } from './invalid-argument.ts';

/** The calls of a hosted CA that take something. */
export type HostedCaCalls = Omit<ManagedCa, 'name' | 'isReady' | 'state' | 'close'>;

type CheckedByShape = Omit<HostedCaCalls, 'revoke'>;

const callShape = { signal: 'signal?' } as const satisfies Shape<HostCallOptions>;
const callOptions = optional('option', callShape);
const revokeOptions = required('option', {
  ...callShape,
  reason: 'number',
  requester: 'text?',
  onUnrecorded: 'function?',
} satisfies Shape<Parameters<ManagedCa['revoke']>[1]>);

const argumentsOf: ArgumentsOf<CheckedByShape> = {
  order: [
    required('property', {
      profile: 'text',
      userName: 'text',
      csr: 'any',
      notAfter: 'any?',
    } satisfies Shape<OrderRequest>),
    required('option', {
      ...callShape,
      waitMs: 'number',
      responseMs: 'number?',
      onLate: 'function?',
    } satisfies Shape<HostCallOptions & OrderWait>),
  ],
  profiles: [optional('option', { ...callShape, wanted: 'function?' } satisfies Shape<ProfileOptions>)],
  chainOf: [null, callOptions],
  scan: [required('option', { ...callShape, full: 'flag' })],
  pollPending: [callOptions],
  isScanned: [required('property', { full: 'flag', since: 'any' })],
  isPolled: [required('property', { since: 'any' })],
  checkProfiles: [callOptions],
};

/**
 * Refuses arguments that are missing, unknown or of another kind with a `CaPluginError` 'invalid-argument', before a call does
 * anything: one that waits for something rejects, any other throws.
 */
export function checkHostedCaCalls(calls: HostedCaCalls): HostedCaCalls {
  const byShape = checkCalls<CheckedByShape>(
    {
      async order(request, options) {
        checkOrder(request, options);
        return calls.order(request, options);
      },
      profiles: calls.profiles,
      async chainOf(issuer, options) {
        checkText(issuer, 'Argument 1 of ca.chainOf');
        return calls.chainOf(issuer, options);
      },
      scan: calls.scan,
      pollPending: calls.pollPending,
      isScanned(which) {
        checkDate(which.since, 'The property since of ca.isScanned');
        return calls.isScanned(which);
      },
      isPolled(which) {
        checkDate(which.since, 'The property since of ca.isPolled');
        return calls.isPolled(which);
      },
      checkProfiles: calls.checkProfiles,
    },
    argumentsOf,
    { of: 'ca', lists: ['isScanned', 'isPolled'], refuse: invalidArgument },
  );
  return {
    ...byShape,
    async revoke(certificate, options) {
      checkCertificate(certificate, 'Argument 1 of ca.revoke');
      checkObject(options, revokeOptions, { of: 'ca.revoke', position: 2 });
      checkNumber(options.reason, 'The option reason of ca.revoke');
      return calls.revoke(certificate, options);
    },
  };
}

function checkOrder({ csr, notAfter }: OrderRequest, { waitMs, responseMs = 0 }: OrderWait): void {
  // Base64 and PEM are read as well.
  const isRequest = typeof csr === 'string' || isUint8Array(csr) || typeof csr?.isSigned === 'function';
  if (!isRequest) {
    throw invalidArgument(
      'The property csr of ca.order must be the bytes of a PKCS#10, or one that was read already.',
    );
  }
  if (notAfter !== undefined) checkDate(notAfter, 'The property notAfter of ca.order');
  checkDuration(waitMs, 'The option waitMs of ca.order');
  checkDuration(responseMs, 'The option responseMs of ca.order');
}
