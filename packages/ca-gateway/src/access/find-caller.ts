import { createHash, timingSafeEqual } from 'node:crypto';
import {
  canonicalAttributes,
  isNameProblem,
  parseDistinguishedName,
  parseSerialNumber,
} from '@certbridge/certificate';
import { meaningsOfSn } from '../meanings-of-sn.ts';
import type { AccessRule } from './access-settings.ts';
import type { AccessTarget, Caller, Role } from './caller.ts';
import type { CertificateIdentity, Identity, TokenIdentity } from './identity.ts';

/** Finds what the rules say of those who call. */
export interface CallerFinder {
  /** Undefined where no rule names them. */
  readonly find: (identity: Identity) => Caller | undefined;
  /** Undefined where no rule has this user with this password. */
  readonly findByPassword: (user: string, password: string) => Caller | undefined;
}

/** Prepares rules for looking callers up. */
export function createCallerFinder(rules: readonly AccessRule[]): CallerFinder {
  const byCertificate = new Map<string, AccessRule[]>();
  for (const rule of rules) {
    if (rule.certificate === undefined) continue;
    for (const key of ruleKeys(rule.certificate)) {
      byCertificate.set(key, [...(byCertificate.get(key) ?? []), rule]);
    }
  }
  const tokenRules = rules.filter(({ token }) => token !== undefined);
  const passwordRules = rules.filter(({ password }) => password !== undefined);
  return {
    find: (identity) => {
      const matching =
        identity.kind === 'certificate'
          ? certificateKeys(identity).flatMap((key) => byCertificate.get(key) ?? [])
          : tokenRules.filter((rule) => namesToken(rule, identity));
      return toCaller(matching, identity.label);
    },
    findByPassword: (user, password) => {
      // All are compared, so that the time doesn't reveal which users exist.
      const matching = passwordRules.filter((rule) => hasPassword(rule, user, password));
      return toCaller(matching, `user ${user}`);
    },
  };
}

/** Lists the keys of the certificates that a rule names: one for each meaning of its names. */
function ruleKeys({ issuer, subject, serialNumber }: NonNullable<AccessRule['certificate']>): string[] {
  const holders =
    subject === undefined
      ? [['serial', parseSerialNumber(serialNumber)]]
      : nameKeys(subject).map((key) => ['subject', key]);
  return nameKeys(issuer).flatMap((key) => holders.map((holder) => JSON.stringify([key, ...holder])));
}

function certificateKeys({ issuer, subject, serialNumber }: CertificateIdentity): string[] {
  return [JSON.stringify([issuer, 'serial', serialNumber]), JSON.stringify([issuer, 'subject', subject])];
}

/** Settings are checked, so they hold no invalid name. */
function nameKeys(text: string): string[] {
  const keys = meaningsOfSn.map((sn) => {
    const name = parseDistinguishedName(text, { sn });
    return isNameProblem(name) ? `?${text}` : canonicalAttributes(name);
  });
  return [...new Set(keys)];
}

/** Claims that are one text. [RFC 7519, section 4.1] */
const single: ReadonlySet<string> = new Set(['iss', 'sub', 'jti']);

/** Other claims may hold several values, as groups do. */
function namesToken({ token }: AccessRule, { issuer, claims }: TokenIdentity): boolean {
  if (token === undefined || token.issuer !== issuer || !Object.hasOwn(claims, token.claim)) return false;
  const claim: unknown = claims[token.claim];
  return Array.isArray(claim) && !single.has(token.claim)
    ? claim.includes(token.value)
    : claim === token.value;
}

function hasPassword({ password: expected }: AccessRule, user: string, password: string): boolean {
  if (expected === undefined) return false;
  const isSame = isEqual(expected.password, password);
  return isEqual(expected.user, user) && isSame;
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function toCaller(rules: readonly AccessRule[], label: string): Caller | undefined {
  const [first] = rules;
  if (first === undefined) return undefined;
  const nameOf = (rule: AccessRule) => `${rule.name} (${label})`;
  return {
    name: nameOf(first),
    nameFor: (role, target) => nameOf(rules.find((rule) => grants(rule, role, target)) ?? first),
    can: (role, target) => rules.some((rule) => grants(rule, role, target)),
  };
}

function grants({ roles, cas, profiles }: AccessRule, role: Role, { ca, profile }: AccessTarget): boolean {
  if (!roles.includes(role) && !roles.includes('admin')) return false;
  return isCovered(cas, ca) && isCovered(profiles, profile);
}

function isCovered(allowed: readonly string[] | undefined, name: string | undefined): boolean {
  return allowed === undefined || name === undefined || allowed.includes(name);
}
