import { idSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { commandObject, flag, listOf, neededText, number, text } from './command-object.ts';

// Only the id is required; other properties may be absent or null, depending on the version. The id, the serial number, the
// issuer and the metadata must have the documented type; any other property of another type is dropped. [Command 9 to 25.1]
const entries = {
  Id: idSchema,
  /** SHA-1, 40 hexadecimal digits. */
  Thumbprint: text,
  /** Hexadecimal without separators, with or without leading zeros. */
  SerialNumber: neededText,
  /** Subject. */
  IssuedDN: text,
  IssuedCN: text,
  /** Timestamps are ISO 8601, in UTC if they have no zone: see `readTimestamp`. */
  ImportDate: text,
  NotBefore: text,
  NotAfter: text,
  IssuerDN: neededText,
  PrincipalId: number,
  OwnerRoleId: number,
  OwnerRoleName: text,
  TemplateId: number,
  /** See `CertStates`. An expired certificate stays Active. */
  CertState: number,
  KeySizeInBits: number,
  /** See `KeyTypes`; `KeyTypeString` names the numbers that aren't there. */
  KeyType: number,
  KeyAlgorithm: text,
  AltKeyAlgorithm: text,
  AltKeySizeInBits: number,
  AltKeyType: number,
  RequesterId: number,
  IssuedOU: text,
  IssuedEmail: text,
  /** Bits of the key usage extension. */
  KeyUsage: number,
  SigningAlgorithm: text,
  AltSigningAlgorithm: text,
  CertStateString: text,
  KeyTypeString: text,
  AltKeyTypeString: text,
  RevocationEffDate: text,
  /** As in RFC 5280; also -1 removed from hold, 999 unknown. */
  RevocationReason: number,
  RevocationComment: text,
  CertificateAuthorityId: number,
  CertificateAuthorityName: text,
  TemplateName: text,
  ArchivedKey: flag,
  /** Always false in a list, unless requested. */
  HasPrivateKey: flag,
  HasAltPrivateKey: flag,
  PrincipalName: text,
  CertRequestId: number,
  RequesterName: text,
  /** The certificate, DER in base64. */
  ContentBytes: text,
  ExtendedKeyUsages: listOf({ Id: number, Oid: text, DisplayName: text }),
  /** Type 2 is a DNS name, 7 an IP address. */
  SubjectAltNameElements: listOf({ Id: number, Value: text, Type: number, ValueHash: text }),
  CRLDistributionPoints: listOf({ Id: number, Url: text, UrlHash: text }),
  LocationsCount: listOf({ Type: text, Count: number }),
  SSLLocations: listOf({
    StorePath: text,
    AgentPool: text,
    IPAddress: text,
    Port: number,
    NetworkName: text,
  }),
  /** Empty unless requested. */
  Locations: listOf({
    StoreMachine: text,
    StorePath: text,
    StoreType: number,
    Alias: text,
    ChainLevel: number,
    CertStoreId: text,
  }),
  /**
   * Values by field name, empty unless requested. A field without a value is absent, null or "". Documented as text;
   * numbers and booleans are accepted too. For dates see `readMetadataDate`.
   */
  Metadata: v.nullish(
    v.pipe(
      v.unknown(),
      v.check((values) => !Array.isArray(values)),
      v.record(v.string(), v.unknown()),
    ),
  ),
  CARowIndex: number,
  CARecordId: text,
  DetailedKeyUsage: tolerant(
    v.nullish(
      commandObject({
        CrlSign: flag,
        DataEncipherment: flag,
        DecipherOnly: flag,
        DigitalSignature: flag,
        EncipherOnly: flag,
        KeyAgreement: flag,
        KeyCertSign: flag,
        KeyEncipherment: flag,
        NonRepudiation: flag,
        HexCode: text,
      }),
    ),
  ),
  KeyRecoverable: flag,
  Curve: text,
  EnrollmentPatternId: number,
  Lifespan: number,
  /** Only in the response for a single certificate. */
  IsCACertificate: flag,
  PathLengthConstraint: number,
};

/** Decodes a certificate. Unknown properties are kept. */
export const CommandCertificateSchema = commandObject(entries);
/** A certificate in Command. */
export type CommandCertificate = v.InferOutput<typeof CommandCertificateSchema>;

/** Decodes the result of an import. */
export const CertificateImportResultSchema = commandObject({
  /** The meaning of the numbers isn't documented. */
  ImportStatus: number,
  JobStatus: number,
  Thumbprint: text,
  InvalidKeystores: listOf({
    KeystoreId: text,
    ClientMachine: text,
    StorePath: text,
    Alias: text,
    Reason: number,
    Explanation: text,
  }),
});
/** The result of an import. */
export type CertificateImportResult = v.InferOutput<typeof CertificateImportResultSchema>;
