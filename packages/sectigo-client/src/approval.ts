import { type ArgumentsOf, type CallOptions, checkCalls, path } from '@certbridge/rest-client';
import { callOptions } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import { checkId, checkText } from './check-arguments.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

/** Approval of requests. These calls are never retried; `message` has 1 to 512 characters. */
export interface Approval {
  /** Approves a request. For EV certificates the approver must not be the requester (-1140). */
  approve(sslId: number, message: string, options?: CallOptions): Promise<void>;
  /** Declines a request. */
  decline(sslId: number, message: string, options?: CallOptions): Promise<void>;
}

const lostDecision = {
  howToCheck: 'read the status of the certificate; a second decision is refused (-1112).',
  again: true,
};

const argumentsOf: ArgumentsOf<Approval> = {
  approve: [null, null, callOptions],
  decline: [null, null, callOptions],
};

/** Creates the approval calls of a client. */
export function createApproval({ rest }: ScmApi): Approval {
  async function decide(target: string, message: string, { signal }: CallOptions): Promise<void> {
    const body = { message: checkText(message, { name: 'message', most: 512 }) };
    await callOnce(rest.send({ method: 'POST', path: target, body, signal }), lostDecision);
  }
  const calls: Approval = {
    approve: async (sslId, message, options = {}) =>
      decide(path`/api/ssl/v1/approve/${checkId(sslId, 'sslId')}`, message, options),
    decline: async (sslId, message, options = {}) =>
      decide(path`/api/ssl/v1/decline/${checkId(sslId, 'sslId')}`, message, options),
  };
  return checkCalls(calls, argumentsOf, { of: 'certificates', system });
}
