/**
 * Writes a user name as Command takes it: `user@domain` becomes `domain\user`, and a domain goes before a name that has none.
 * [keyfactor-auth-client-go]
 */
export function domainUserName(username: string, domain?: string): string {
  const [, user, suffix] = /^([^@\\]+)@([^@\\]+)$/.exec(username) ?? [];
  if (user !== undefined) return `${suffix}\\${user}`;
  return domain && !/[@\\]/.test(username) ? `${domain}\\${username}` : username;
}
