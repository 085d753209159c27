import type { WithRaw } from '@certbridge/rest-client';

/**
 * A certificate in Command. Names are Command's own. Only the id is sure to be there; anything else may be absent or null,
 * depending on the version. The id, the serial number, the issuer and the metadata must have the documented type; any other
 * property of another type is dropped. [Command 9 to 25.1, "Certificates"]
 */
export interface CommandCertificate extends WithRaw {
  readonly Id: number;
  /** SHA-1, 40 hexadecimal digits. */
  readonly Thumbprint?: string | null | undefined;
  /** Hexadecimal without separators, with or without leading zeros. */
  readonly SerialNumber?: string | null | undefined;
  /** Distinguished name of the subject. */
  readonly IssuedDN?: string | null | undefined;
  /** Common name of the subject. */
  readonly IssuedCN?: string | null | undefined;
  /** ISO 8601, in UTC if it has no zone: see `readTimestamp`. */
  readonly ImportDate?: string | null | undefined;
  /** ISO 8601, in UTC if it has no zone: see `readTimestamp`. */
  readonly NotBefore?: string | null | undefined;
  /** ISO 8601, in UTC if it has no zone: see `readTimestamp`. */
  readonly NotAfter?: string | null | undefined;
  /** Distinguished name of the issuer. */
  readonly IssuerDN?: string | null | undefined;
  readonly PrincipalId?: number | null | undefined;
  readonly OwnerRoleId?: number | null | undefined;
  readonly OwnerRoleName?: string | null | undefined;
  readonly TemplateId?: number | null | undefined;
  /** See `CertStates`. An expired certificate stays Active. */
  readonly CertState?: number | null | undefined;
  readonly KeySizeInBits?: number | null | undefined;
  /** See `KeyTypes`; `KeyTypeString` names the numbers that aren't there. */
  readonly KeyType?: number | null | undefined;
  readonly KeyAlgorithm?: string | null | undefined;
  readonly AltKeyAlgorithm?: string | null | undefined;
  readonly AltKeySizeInBits?: number | null | undefined;
  readonly AltKeyType?: number | null | undefined;
  readonly RequesterId?: number | null | undefined;
  /** Organizational unit of the subject. */
  readonly IssuedOU?: string | null | undefined;
  /** E-mail address of the subject. */
  readonly IssuedEmail?: string | null | undefined;
  /** Bits of the key usage extension. */
  readonly KeyUsage?: number | null | undefined;
  readonly SigningAlgorithm?: string | null | undefined;
  readonly AltSigningAlgorithm?: string | null | undefined;
  /** Text for `CertState`. */
  readonly CertStateString?: string | null | undefined;
  /** Text for `KeyType`. */
  readonly KeyTypeString?: string | null | undefined;
  /** Text for `AltKeyType`. */
  readonly AltKeyTypeString?: string | null | undefined;
  /** ISO 8601, in UTC if it has no zone: see `readTimestamp`. */
  readonly RevocationEffDate?: string | null | undefined;
  /** As in RFC 5280; also -1 removed from hold, 999 unknown. */
  readonly RevocationReason?: number | null | undefined;
  readonly RevocationComment?: string | null | undefined;
  readonly CertificateAuthorityId?: number | null | undefined;
  readonly CertificateAuthorityName?: string | null | undefined;
  readonly TemplateName?: string | null | undefined;
  readonly ArchivedKey?: boolean | null | undefined;
  /** Always false in a list, unless requested. */
  readonly HasPrivateKey?: boolean | null | undefined;
  readonly HasAltPrivateKey?: boolean | null | undefined;
  readonly PrincipalName?: string | null | undefined;
  readonly CertRequestId?: number | null | undefined;
  readonly RequesterName?: string | null | undefined;
  /** The certificate, DER in base64. */
  readonly ContentBytes?: string | null | undefined;
  readonly ExtendedKeyUsages?: readonly ExtendedKeyUsage[] | null | undefined;
  readonly SubjectAltNameElements?: readonly SubjectAltNameElement[] | null | undefined;
  readonly CRLDistributionPoints?: readonly CrlDistributionPoint[] | null | undefined;
  readonly LocationsCount?: readonly LocationCount[] | null | undefined;
  readonly SSLLocations?: readonly SslLocation[] | null | undefined;
  /** Empty unless requested. */
  readonly Locations?: readonly StoreLocation[] | null | undefined;
  /**
   * Values by field name, empty unless requested. A field without a value is absent, null or "". Documented as text;
   * numbers and booleans are accepted too. For dates see `readMetadataDate`.
   */
  readonly Metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly CARowIndex?: number | null | undefined;
  readonly CARecordId?: string | null | undefined;
  readonly DetailedKeyUsage?: DetailedKeyUsage | null | undefined;
  readonly KeyRecoverable?: boolean | null | undefined;
  /** OID or name of the curve of an elliptic-curve key. */
  readonly Curve?: string | null | undefined;
  readonly EnrollmentPatternId?: number | null | undefined;
  /** In an undocumented unit; the documented example has days. */
  readonly Lifespan?: number | null | undefined;
  /** Only in the response for a single certificate. */
  readonly IsCACertificate?: boolean | null | undefined;
  /** Only in the response for a single certificate. */
  readonly PathLengthConstraint?: number | null | undefined;
}

/** An extended key usage of a certificate. */
export interface ExtendedKeyUsage extends WithRaw {
  readonly Id?: number | null | undefined;
  readonly Oid?: string | null | undefined;
  readonly DisplayName?: string | null | undefined;
}

/** A subject alternative name of a certificate. */
export interface SubjectAltNameElement extends WithRaw {
  readonly Id?: number | null | undefined;
  readonly Value?: string | null | undefined;
  /** 2 is a DNS name, 7 an IP address. */
  readonly Type?: number | null | undefined;
  readonly ValueHash?: string | null | undefined;
}

/** An address at which a certificate's CRL is published. */
export interface CrlDistributionPoint extends WithRaw {
  readonly Id?: number | null | undefined;
  readonly Url?: string | null | undefined;
  readonly UrlHash?: string | null | undefined;
}

/** How many locations of one type have a certificate. */
export interface LocationCount extends WithRaw {
  readonly Type?: string | null | undefined;
  readonly Count?: number | null | undefined;
}

/** An address at which a scan found a certificate. */
export interface SslLocation extends WithRaw {
  readonly StorePath?: string | null | undefined;
  readonly AgentPool?: string | null | undefined;
  readonly IPAddress?: string | null | undefined;
  readonly Port?: number | null | undefined;
  readonly NetworkName?: string | null | undefined;
}

/** A store that holds a certificate. */
export interface StoreLocation extends WithRaw {
  readonly StoreMachine?: string | null | undefined;
  readonly StorePath?: string | null | undefined;
  readonly StoreType?: number | null | undefined;
  readonly Alias?: string | null | undefined;
  readonly ChainLevel?: number | null | undefined;
  /** GUID of the store. */
  readonly CertStoreId?: string | null | undefined;
}

/** The key usage extension, bit by bit. */
export interface DetailedKeyUsage extends WithRaw {
  readonly CrlSign?: boolean | null | undefined;
  readonly DataEncipherment?: boolean | null | undefined;
  readonly DecipherOnly?: boolean | null | undefined;
  readonly DigitalSignature?: boolean | null | undefined;
  readonly EncipherOnly?: boolean | null | undefined;
  readonly KeyAgreement?: boolean | null | undefined;
  readonly KeyCertSign?: boolean | null | undefined;
  readonly KeyEncipherment?: boolean | null | undefined;
  readonly NonRepudiation?: boolean | null | undefined;
  readonly HexCode?: string | null | undefined;
}
