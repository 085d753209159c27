import { formatCommandSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import type { CommandCertificate } from './command-state.ts';
import { issuedDn, thumbprint } from './leaf.ts';
import { readMetadataText } from './metadata-values.ts';

/** Renders a certificate with the properties of the simulated version. */
export function renderCertificate(
  certificate: CommandCertificate,
  { world, includeMetadata }: { world: World; includeMetadata: boolean },
): Record<string, unknown> {
  const { switches } = world;
  const { id, commonName, revokedAt, key } = certificate;
  const isRsa = key.algorithm === 'RSA';
  return {
    Id: id,
    Thumbprint: thumbprint(certificate, world),
    SerialNumber: formatCommandSerial(certificate.serial, switches.serialSignByte),
    IssuedDN: issuedDn(certificate),
    IssuedCN: commonName,
    ImportDate: writeTimestamp(certificate.importedAt, switches),
    NotBefore: writeTimestamp(certificate.notBefore, switches),
    NotAfter: writeTimestamp(certificate.notAfter, switches),
    IssuerDN: certificate.issuerDn,
    PrincipalId: null,
    TemplateId: 17,
    CertState: certificate.state,
    KeySizeInBits: key.size,
    KeyType: isRsa ? 1 : 3,
    RequesterId: 9,
    IssuedOU: null,
    IssuedEmail: null,
    KeyUsage: isRsa ? 160 : 128,
    SigningAlgorithm: signingAlgorithm(world),
    CertStateString: certificate.state === 2 ? 'Revoked' : 'Active',
    KeyTypeString: isRsa ? 'RSA' : 'ECC',
    RevocationEffDate: revokedAt === null ? null : writeTimestamp(revokedAt, switches),
    RevocationReason: certificate.revocationReason,
    RevocationComment: null,
    CertificateAuthorityId: 3,
    CertificateAuthorityName: 'Sectigo gateway',
    TemplateName: certificate.templateName,
    ArchivedKey: false,
    HasPrivateKey: false,
    PrincipalName: null,
    CertRequestId: 90_000 + id,
    RequesterName: certificate.requester,
    ContentBytes: null,
    ExtendedKeyUsages: [{ Id: 2, Oid: '1.3.6.1.5.5.7.3.1', DisplayName: 'Server Authentication' }],
    SubjectAltNameElements: [commonName, ...certificate.otherNames].map((Value, index) => ({
      Id: id * 10 + index,
      Value,
      Type: 2,
      ValueHash: null,
    })),
    CRLDistributionPoints: [],
    LocationsCount: [],
    SSLLocations: [],
    Locations: [],
    Metadata: includeMetadata
      ? renderMetadata(certificate, world)
      : switches.unrequestedMetadata === 'null'
        ? null
        : {},
    CARowIndex: 0,
    CARecordId: String(1_000_000 + id),
    DetailedKeyUsage: { ...detailedKeyUsage, KeyEncipherment: isRsa, HexCode: isRsa ? 'a0' : '80' },
    KeyRecoverable: false,
    Curve: isRsa ? null : (curves[key.param] ?? null),
    ...versionProperties(certificate, switches),
  };
}

const detailedKeyUsage = {
  CrlSign: false,
  DataEncipherment: false,
  DecipherOnly: false,
  DigitalSignature: true,
  EncipherOnly: false,
  KeyAgreement: false,
  KeyCertSign: false,
  KeyEncipherment: false,
  NonRepudiation: false,
};

const curves: Readonly<Record<string, string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  'P-384': '1.3.132.0.34',
  'P-521': '1.3.132.0.35',
};

/** Returns the name of the CA's signature algorithm. */
export function signingAlgorithm({ switches }: World): string {
  return switches.caKeyAlgorithm === 'RSA' ? 'SHA-256 with RSA' : 'SHA-256 with ECDSA';
}

function versionProperties(
  { id, notAfter, notBefore, key }: CommandCertificate,
  { commandVersion }: Switches,
): Record<string, unknown> {
  if (commandVersion <= 11) return { CertificateKeyId: id };
  if (commandVersion < 25) return {};
  return {
    OwnerRoleId: null,
    OwnerRoleName: null,
    KeyAlgorithm: key.algorithm === 'RSA' ? 'RSA' : 'ECC',
    AltKeyAlgorithm: null,
    AltKeySizeInBits: 0,
    AltKeyType: 0,
    AltSigningAlgorithm: null,
    AltKeyTypeString: null,
    HasAltPrivateKey: false,
    EnrollmentPatternId: null,
    Lifespan: Math.round((notAfter - notBefore) / 86_400_000),
  };
}

function renderMetadata(
  certificate: CommandCertificate,
  { command, switches }: World,
): Record<string, string | null> {
  const metadata: Record<string, string | null> = {};
  for (const field of command.metadataFields) {
    const stored = certificate.values.find(({ fieldId }) => fieldId === field.Id);
    if (stored !== undefined) metadata[field.Name] = readMetadataText(stored.value, field, switches);
    else if (switches.emptyMetadata !== 'absent')
      metadata[field.Name] = switches.emptyMetadata === 'null' ? null : '';
  }
  return metadata;
}

function writeTimestamp(instant: number, { timestampZone }: Switches): string {
  const text = new Date(instant).toISOString();
  const short = text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
  return timestampZone === 'Z' ? short : short.slice(0, -1);
}
