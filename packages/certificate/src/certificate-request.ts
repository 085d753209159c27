import { createHash } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { attributeType, type DistinguishedName } from './distinguished-name.ts';
import { writePem } from './pem.ts';
import { type RequestProblem, requestDer } from './request-text.ts';

/** A certificate request (PKCS#10, RFC 2986). Whether it is good enough to be ordered from is not looked at. */
export interface CertificateRequest {
  /** In the form that most systems take, whatever it was read from. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  /** The most specific part first; attributes that were joined are parts of their own. */
  readonly subject: DistinguishedName;
  /** Undefined where they can't be read: what is not understood must not be left out. */
  readonly alternativeNames: readonly RequestedName[] | undefined;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Verifies that the request was signed with its own key. */
  readonly isSigned: () => Promise<boolean>;
}

/** An alternative name that is asked for; `other` are those that have no form as text. */
export interface RequestedName {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri' | 'other';
  readonly value: string;
}

/** Where a request carries the extensions that it asks for: PKCS #9, and Microsoft's own. [RFC 2985, section 5.4.2] */
const extensionRequests: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];
const subjectAlternativeName = '2.5.29.17';

/** Reads a request from PEM (either armor), base64 or DER. There must be exactly one. */
export function readCertificateRequest(input: string | Uint8Array): CertificateRequest | RequestProblem {
  const der = requestDer(input);
  if ('problem' in der) return der;
  try {
    const { result } = asn1js.fromBER(Uint8Array.from(der));
    // The parser passes over wrong lengths, and over what stands behind the request and was never signed.
    if (!Buffer.from(result.toBER(false)).equals(der)) return { problem: 'no-request' };
    const request = new pkijs.CertificationRequest({ schema: result });
    return {
      pem: writePem('CERTIFICATE REQUEST', der),
      fingerprint: createHash('sha256').update(der).digest('hex'),
      subject: readSubject(request),
      alternativeNames: readAlternativeNames(request),
      publicKeyInfo: new Uint8Array(request.subjectPublicKeyInfo.toSchema().toBER(false)),
      isSigned: () => request.verify().catch(() => false),
    };
  } catch {
    return { problem: 'no-request' };
  }
}

/** DER has the most specific part last. */
function readSubject({ subject }: pkijs.CertificationRequest): DistinguishedName {
  return subject.typesAndValues
    .map(({ type, value }) => [{ type: attributeType(type), value: String(value.valueBlock.value) }])
    .reverse();
}

function readAlternativeNames({ attributes = [] }: pkijs.CertificationRequest): RequestedName[] | undefined {
  const schemas = attributes
    .filter(({ type }) => extensionRequests.includes(type))
    .flatMap(({ values }) => values);
  try {
    return schemas
      .flatMap((schema) => new pkijs.Extensions({ schema }).extensions)
      .filter(({ extnID }) => extnID === subjectAlternativeName)
      .flatMap(({ extnValue }) => {
        const { result } = asn1js.fromBER(extnValue.valueBlock.valueHexView);
        return new pkijs.GeneralNames({ schema: result }).names.map(readGeneralName);
      });
  } catch {
    return undefined;
  }
}

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
function readGeneralName({ type, value }: pkijs.GeneralName): RequestedName {
  switch (type) {
    case 1:
      return { kind: 'email', value: String(value) };
    case 2:
      return { kind: 'dns', value: String(value) };
    case 6:
      return { kind: 'uri', value: String(value) };
    case 7:
      return { kind: 'ip', value: ipAddressOf((value as asn1js.OctetString).valueBlock.valueHexView) };
    default:
      return { kind: 'other', value: '' };
  }
}

/** Writes the bytes of an IP address; hexadecimal where they are none. */
function ipAddressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/.{4}(?=.)/g, '$&:');
}
