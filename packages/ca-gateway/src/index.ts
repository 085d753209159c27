export { ApiError } from '@certbridge/rest-client';
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
export type {
  CredentialSources,
  ReadCredentials,
  ReadCredentialsOptions,
} from './access/read-credentials.ts';
export type { ReceivedRequest } from './access/received-request.ts';
export { type ClientVerification, verifyClientCertificate } from './access/verify-client-certificate.ts';
export type { AuditEntry } from './audit-entry.ts';
export { createGateway, type Gateway, type GatewayApp, type OperationsApp } from './create-gateway.ts';
export { createEndEntityStore } from './ejbca/end-entities/create-end-entity-store.ts';
export type { EndEntity, NameValue } from './ejbca/end-entities/end-entity.ts';
export type { EndEntityStore } from './ejbca/end-entities/end-entity-store.ts';
export type { EndEntityStatusName, TokenType } from './ejbca/wire/end-entity-terms.ts';
export type { EstSettings } from './est/est-settings.ts';
export { EstSettingsSchema } from './est/est-settings-schema.ts';
export type { GatewayConnection } from './gateway-connection.ts';
export { GatewayError, type GatewayErrorOptions, type GatewayErrorStatus } from './gateway-error.ts';
export type { GatewayOptions } from './gateway-options.ts';
export type { GatewaySettings } from './gateway-settings.ts';
export { errorResponse } from './node/error-response.ts';
export { peerOf, readPeers } from './node/peer-of.ts';
export { respondToUnreadable } from './node/respond-to-unreadable.ts';
export { listUnfitAuthorities, trustAnchors, type UnfitAuthority } from './node/trust-anchors.ts';
export { writeAudit } from './write-audit.ts';
