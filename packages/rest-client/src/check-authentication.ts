import { isRecord, offerRecord } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import type { Authentication } from './authentication.ts';

const needed = ['headers', 'secrets'] as const satisfies (keyof Authentication)[];
const possible = ['renew', 'close'] as const satisfies (keyof Authentication)[];

/** Throws an `ApiError` 'invalid-argument' unless a login has the functions of one. It may be of any class, so that it may have others. */
export function checkAuthentication(authentication: Authentication, system: string): void {
  for (const name of needed) {
    if (typeof authentication[name] !== 'function') throw unfit(`${name} must be a function.`, system);
  }
  for (const name of possible) {
    const given = authentication[name];
    if (given !== undefined && typeof given !== 'function')
      throw unfit(`${name} must be a function, or absent.`, system);
  }
}

/**
 * Throws an `ApiError` 'invalid-argument' unless `headers` returned headers: a request without them would go out without a login. Runs for
 * each attempt.
 */
export function checkLogin(login: unknown, system: string): void {
  if (!isRecord(login))
    throw unfit(`headers must return an object of names and texts.${offerRecord(login)}`, system);
  for (const name in login) {
    if (typeof login[name] !== 'string')
      throw unfit('headers must return an object of names and texts: one of its values is not text.', system);
  }
}

/** Returns what `secrets` returned, or throws an `ApiError` 'invalid-argument' unless it is a list of texts. */
export function checkSecrets(secrets: readonly string[], system: string): readonly string[] {
  if (Array.isArray(secrets) && secrets.every((each: unknown) => typeof each === 'string')) return secrets;
  throw unfit(
    `secrets must return a list of texts.${Array.isArray(secrets) ? '' : offerRecord(secrets)}`,
    system,
  );
}

/** Returns what `renew` returned, or throws an `ApiError` 'invalid-argument' unless it is a boolean: a promise would count as true. */
export function checkRenewed(renewed: unknown, system: string): boolean {
  if (typeof renewed === 'boolean') return renewed;
  throw unfit(`renew must return true or false.${offerRecord(renewed)}`, system);
}

function unfit(problem: string, system: string): ApiError {
  return new ApiError(`The option authentication.${problem}`, { code: 'invalid-argument', system });
}
