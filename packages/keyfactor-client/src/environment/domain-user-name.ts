import { requireText } from '../arguments.ts';

/**
 * Formats a user name for Command: `user@domain` becomes `domain\user`, and a given domain is prepended to a name without one.
 * [keyfactor-auth-client-go]
 */
export function domainUserName(username: string, domain?: string): string {
  requireText(username, 'Argument 1 of domainUserName');
  if (domain !== undefined) requireText(domain, 'Argument 2 of domainUserName');
  const [, user, suffix] = /^([^@\\]+)@([^@\\]+)$/.exec(username) ?? [];
  if (user !== undefined) return `${suffix}\\${user}`;
  return domain && !/[@\\]/.test(username) ? `${domain}\\${username}` : username;
}
