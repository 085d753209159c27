import type { CaHost, CaScope, HostedCa, IssuedCertificate } from '@certbridge/ca-host';
import type { AccessTarget, Caller, Role } from '../access/caller.ts';
import { accessRefused } from '../access-refused.ts';

/** Roles that let a caller know of CAs and profiles. */
export const anyRole: readonly Role[] = ['read', 'enroll', 'revoke'];

/** A certificate of no known product is for those whose role is for all profiles: none is named so. */
const noProfile = '';

/** Returns whether a caller has any right for a CA or profile, so that it may know of it. */
export function mayKnow(caller: Caller, target: AccessTarget): boolean {
  return hasRole(caller, anyRole, target);
}

/** Returns whether a caller has one of the roles. */
export function hasRole(caller: Caller, roles: readonly Role[], target: AccessTarget): boolean {
  return roles.some((role) => caller.can(role, target));
}

/** Throws unless a caller has one of the roles. */
export function requireRole(caller: Caller, roles: readonly Role[], target: AccessTarget): void {
  if (!hasRole(caller, roles, target)) {
    throw accessRefused(`${caller.name} lacks the role ${roles.join(' or ')}.`);
  }
}

/**
 * Throws unless a caller has one of the roles for all profiles of some CAs. Only then is a caller told that something does not exist: others get what they
 * would get if it existed, so that no response reveals which it is.
 */
export function requireRoleEverywhere(
  caller: Caller,
  roles: readonly Role[],
  cas: readonly Pick<HostedCa, 'name'>[],
): void {
  for (const { name: ca } of cas) requireRole(caller, roles, { ca, profile: noProfile });
}

/** Returns what a role for a certificate is asked for. */
export function targetOf({ ca, productName }: IssuedCertificate): AccessTarget {
  return { ca, profile: productName ?? noProfile };
}

/** Returns the certificates that a caller may read. */
export function readableScopes({ cas, certificates }: CaHost, caller: Caller): CaScope[] {
  return cas.flatMap(({ name: ca }) => {
    if (!caller.can('read', { ca })) return [];
    if (caller.can('read', { ca, profile: noProfile })) return [{ ca }];
    const productNames = certificates
      .productsOf(ca)
      .map(({ name }) => name)
      .filter((profile) => caller.can('read', { ca, profile }));
    return productNames.length > 0 ? [{ ca, productNames }] : [];
  });
}
