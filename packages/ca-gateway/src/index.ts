export { accessBy } from './access/access-by.ts';
export type {
  AccessLimits,
  AccessLimitsInput,
  AccessRule,
  AccessRuleInput,
  AccessSettings,
  AccessSettingsInput,
  CertificateMatch,
  PasswordMatch,
  ProxySettings,
  TokenIssuer,
  TokenMatch,
  TokenMatchInput,
} from './access/access-settings.ts';
export { AccessSettingsSchema } from './access/access-settings-schema.ts';
export type { AccessTarget, Caller, Role } from './access/caller.ts';
export { type Access, createAccess } from './access/create-access.ts';
export type { Credentials } from './access/credentials.ts';
export type { Peer } from './access/peer.ts';
export type { CredentialSources, ReadCredentials } from './access/read-credentials.ts';
export { type ClientVerification, verifyClientCertificate } from './access/verify-client-certificate.ts';
export type { AuditEntry } from './audit-entry.ts';
export { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
export { createEndEntityStore } from './ejbca/end-entities/create-end-entity-store.ts';
export type { EndEntity, NameValue } from './ejbca/end-entities/end-entity.ts';
export type { EndEntityStore } from './ejbca/end-entities/end-entity-store.ts';
export type { EndEntityStatus, TokenType } from './ejbca/wire/end-entity-terms.ts';
export type { EstSettings } from './est/est-settings.ts';
export { EstSettingsSchema } from './est/est-settings-schema.ts';
export type { GatewayBindings, GatewayEnv } from './gateway-env.ts';
export { GatewayError, type GatewayErrorOptions } from './gateway-error.ts';
export type { GatewaySettings } from './gateway-settings.ts';
export { answerUnreadable } from './node/answer-unreadable.ts';
export { errorResponse } from './node/error-response.ts';
export { peerOf, readPeers } from './node/peer-of.ts';
export { trustAnchors } from './node/trust-anchors.ts';
export { writeAudit } from './write-audit.ts';
