import type { IssuedCertificate } from '@certbridge/ca-host';
import { requestDer, subjectKeyId } from '@certbridge/certificate';
import { endEntityProfile } from '../end-entity-profile.ts';
import { base64, doubleBase64 } from './base64.ts';

/** A certificate in the response of the first search. */
export interface FoundCertificateV1 {
  readonly certificate: string;
  readonly serial_number: string;
  readonly response_format: 'DER';
  readonly certificate_profile?: string;
  readonly end_entity_profile: string;
}

/** A certificate in the response of the second search, spelt as EJBCA does. */
export interface FoundCertificateV2 {
  readonly fingerprint: string;
  readonly cAFingerprint: null;
  readonly certificateProfileId: number;
  readonly endEntityProfileId: number;
  readonly certificateProfile?: string;
  readonly endEntityProfile: string;
  readonly expireDate: number;
  readonly notBefore: number;
  readonly issuerDN: string;
  readonly subjectDN: string;
  readonly subjectAltName: string | null;
  readonly subjectKeyId: string;
  readonly serialNumber: string;
  readonly status: number;
  readonly revocationDate: number;
  readonly revocationReason: number;
  readonly invalidity_date: null;
  readonly tag: null;
  readonly type: number;
  readonly udpateTime: number;
  readonly username: string | null;
  readonly base64Cert: string;
  readonly certificateRequest: string | null;
  readonly crlPartitionIndex: null;
}

/** CertificateConstants of EJBCA. */
const statuses = { active: 20, revoked: 40 } as const;
const endEntityType = 1;

/** Renders a certificate for the first search. */
export function foundCertificateV1(certificate: IssuedCertificate): FoundCertificateV1 {
  return {
    certificate: doubleBase64(certificate.der),
    serial_number: certificate.serialNumber,
    response_format: 'DER',
    ...(certificate.productName !== null && { certificate_profile: certificate.productName }),
    end_entity_profile: endEntityProfile.name,
  };
}

/** Renders a certificate for the second search. `profileId` is that of its product; 0 where that is not known, since readers take no null. */
export function foundCertificateV2(certificate: IssuedCertificate, profileId: number): FoundCertificateV2 {
  const { revocation, productName } = certificate;
  return {
    fingerprint: certificate.sha1,
    cAFingerprint: null,
    certificateProfileId: profileId,
    endEntityProfileId: endEntityProfile.id,
    ...(productName !== null && { certificateProfile: productName }),
    endEntityProfile: endEntityProfile.name,
    expireDate: certificate.notAfter.getTime(),
    notBefore: certificate.notBefore.getTime(),
    issuerDN: certificate.issuer,
    subjectDN: certificate.subject,
    subjectAltName: certificate.alternativeNameText === '' ? null : certificate.alternativeNameText,
    subjectKeyId: Buffer.from(subjectKeyId(certificate.der) ?? []).toString('hex'),
    serialNumber: certificate.serialNumber,
    status: revocation === null ? statuses.active : statuses.revoked,
    revocationDate: revocation === null ? -1 : revocation.at.getTime(),
    revocationReason: revocation === null ? -1 : (revocation.reason ?? 0),
    invalidity_date: null,
    tag: null,
    type: endEntityType,
    udpateTime: certificate.changedAt.getTime(),
    username: certificate.userName,
    base64Cert: doubleBase64(certificate.der),
    certificateRequest: certificate.csr === null ? null : requestBase64(certificate.csr),
    crlPartitionIndex: null,
  };
}

/** Null where the stored text isn't a request. */
function requestBase64(csr: string): string | null {
  const der = requestDer(csr);
  return 'problem' in der ? null : base64(der);
}
