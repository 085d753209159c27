import type { Role } from './caller.ts';

/** Who may do what, checked and with its defaults. */
export interface AccessSettings {
  /** Issuers of bearer tokens. */
  readonly tokens: readonly TokenIssuer[];
  /** At least one. */
  readonly rules: readonly AccessRule[];
  /** If absent, no header is taken as a certificate. */
  readonly proxy?: ProxySettings | undefined;
  readonly limits: AccessLimits;
}

/** Who may do what, as a configuration has it. */
export interface AccessSettingsInput {
  /** Issuers of bearer tokens (none). */
  readonly tokens?: readonly TokenIssuer[] | undefined;
  /** At least one. */
  readonly rules: readonly AccessRuleInput[];
  /** If absent, no header is taken as a certificate. */
  readonly proxy?: ProxySettings | undefined;
  readonly limits?: AccessLimitsInput | undefined;
}

/** An issuer of bearer tokens. */
export interface TokenIssuer {
  /** As `iss` has it. */
  readonly issuer: string;
  /** As `aud` has it; one of them. */
  readonly audience: string | readonly string[];
  /** Where the issuer publishes its keys, by https. */
  readonly jwksUrl: string;
}

/** What somebody may do. */
export interface AccessRule {
  /** What logs call those it is for. */
  readonly name: string;
  /** Who the rule applies to: one of `certificate`, `token` and `password`. */
  readonly certificate?: CertificateMatch | undefined;
  readonly token?: TokenMatch | undefined;
  /** Only for EST. */
  readonly password?: PasswordMatch | undefined;
  /** At least one. */
  readonly roles: readonly Role[];
  /** Names of CAs; without it, all. */
  readonly cas?: readonly string[] | undefined;
  /** Names of profiles; without it, all. */
  readonly profiles?: readonly string[] | undefined;
}

/** What somebody may do, as a configuration has it. */
export interface AccessRuleInput extends Omit<AccessRule, 'token'> {
  readonly token?: TokenMatchInput | undefined;
}

/** A client certificate by its issuer, and by either its subject or its serial number. */
export interface CertificateMatch {
  /** RFC 4514. */
  readonly issuer: string;
  /** RFC 4514. */
  readonly subject?: string | undefined;
  /** Hexadecimal, in any notation. */
  readonly serialNumber?: string | undefined;
}

/** A bearer token by one of its claims. */
export interface TokenMatch {
  /** One of those among the tokens. */
  readonly issuer: string;
  readonly claim: string;
  readonly value: string;
}

/** A bearer token by one of its claims, as a configuration has it. */
export interface TokenMatchInput extends Omit<TokenMatch, 'claim'> {
  /** Name of the claim (`sub`). */
  readonly claim?: string | undefined;
}

/** A user of Basic authentication. */
export interface PasswordMatch {
  readonly user: string;
  readonly password: string;
}

/** A proxy that ends TLS in front of the gateway. */
export interface ProxySettings {
  /** The header that carries the client's certificate. */
  readonly header: string;
  /** IP addresses of those who may set it. */
  readonly addresses: readonly string[];
}

/** How often somebody may call. */
export interface AccessLimits {
  /** Requests of one caller in a minute (30000). */
  readonly requestsPerMinute: number;
  /**
   * Refused credentials of any kind from one address in a minute (60); after them others are refused with 429, and no password is
   * looked at.
   */
  readonly failuresPerMinute: number;
}

/** How often somebody may call, as a configuration has it. */
export interface AccessLimitsInput {
  /** Requests of one caller in a minute (30000). */
  readonly requestsPerMinute?: number | undefined;
  /** Refused credentials of any kind from one address in a minute (60). */
  readonly failuresPerMinute?: number | undefined;
}
