import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import {
  attributeType,
  type DistinguishedName,
  findRequest,
  isRequestTextProblem,
} from '@certbridge/certificate';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type AlternativeName, ipAddressOf } from './names.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** Algorithm of a public key, with its size in bits (`2048`) or the name of its curve (`P-256`). */
export interface CsrKey {
  readonly algorithm: 'RSA' | 'EC';
  readonly parameter: string;
}

/** A certificate request whose signature was verified and whose key is strong enough. */
export interface Csr {
  /** As SCM takes it. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  readonly key: CsrKey;
  readonly subject: DistinguishedName;
  readonly alternativeNames: readonly AlternativeName[];
}

/** The longest CSR that SCM takes. [SCM API documentation 25.4] */
const longestCsr = 32_767;
const leastRsaBits = 2048;
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Where a request carries the extensions that it asks for: PKCS #9, and Microsoft's own. [RFC 2985, section 5.4.2] */
const extensionRequests: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];
const subjectAlternativeName = '2.5.29.17';

/**
 * Reads a PKCS#10 request in PEM (either armor), base64 or DER, and verifies that it was signed with its own key. RSA keys
 * must have 2048 bits, EC keys lie on P-256, P-384 or P-521.
 */
export async function readCsr(input: string | Uint8Array): Promise<Csr | Refusal> {
  const der = findDer(input);
  if (isRefusal(der)) return der;
  const request = decode(der);
  if (request === undefined) {
    return refuse('The CSR is damaged, or is no PKCS#10 request. Make a new one.');
  }
  const spki = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false));
  const read = readKey(spki);
  if (isRefusal(read)) return read;
  const verified = await request.verify().catch(() => false);
  if (!verified) {
    return refuse('The CSR is not signed with its own key, or was changed afterwards. Make a new one.');
  }
  const alternativeNames = readAlternativeNames(request);
  if (alternativeNames === undefined) {
    return refuse('The alternative names in the CSR are damaged. Make a new one.');
  }
  const pem = writePem(der);
  if (pem.length > longestCsr) {
    return refuse(`The CSR is longer than the ${longestCsr} characters that SCM takes.`);
  }
  const fingerprint = createHash('sha256').update(der).digest('hex');
  return { pem, fingerprint, ...read, subject: readSubject(request), alternativeNames };
}

function findDer(input: string | Uint8Array): Uint8Array | Refusal {
  const found = findRequest(input);
  if (!isRequestTextProblem(found)) return found;
  switch (found.problem) {
    case 'empty':
      return refuse('The CSR is missing.');
    case 'several':
      return refuse('There are several CSRs. Give one.');
    case 'text-behind':
      return refuse('There is text behind the CSR. Give the CSR alone.');
    case 'other-block':
    case 'cut-off':
      return refuse('The CSR is damaged: it must begin and end with the lines of a CERTIFICATE REQUEST.');
    case 'not-base64':
      return refuse('The CSR is damaged: it is neither PEM, nor base64, nor DER.');
  }
}

function decode(der: Uint8Array): pkijs.CertificationRequest | undefined {
  try {
    const { result } = asn1js.fromBER(Uint8Array.from(der));
    // The parser passes over wrong lengths, and over what stands behind the request and was never signed.
    const isWhole = Buffer.from(result.toBER(false)).equals(der);
    return isWhole ? new pkijs.CertificationRequest({ schema: result }) : undefined;
  } catch {
    return undefined;
  }
}

function readKey(spki: Buffer): Pick<Csr, 'publicKey' | 'key'> | Refusal {
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return refuse('The public key in the CSR can not be read. Make a new CSR with an RSA or EC key.');
  }
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa') {
    if (modulusLength >= leastRsaBits) {
      return { publicKey, key: { algorithm: 'RSA', parameter: String(modulusLength) } };
    }
    return refuse(
      `The RSA key of the CSR has ${modulusLength} bits, which is too weak. Make a new CSR with at least ${leastRsaBits} bits.`,
    );
  }
  if (publicKey.asymmetricKeyType !== 'ec') {
    return refuse('The key of the CSR is neither RSA nor EC. Make a new CSR with such a key.');
  }
  const curve = curves[namedCurve];
  if (curve !== undefined) return { publicKey, key: { algorithm: 'EC', parameter: curve } };
  return refuse('The EC key of the CSR is not on P-256, P-384 or P-521. Make a new CSR with one of these.');
}

/** DER has the most specific part last. Attributes are given as parts of their own, also where they were joined. */
function readSubject({ subject }: pkijs.CertificationRequest): DistinguishedName {
  return subject.typesAndValues
    .map(({ type, value }) => [{ type: attributeType(type), value: String(value.valueBlock.value) }])
    .reverse();
}

/** Undefined where they can't be read: what is not understood must not be left out. */
function readAlternativeNames({
  attributes = [],
}: pkijs.CertificationRequest): AlternativeName[] | undefined {
  const names: AlternativeName[] = [];
  for (const { type, values } of attributes) {
    if (!extensionRequests.includes(type)) continue;
    try {
      for (const schema of values) {
        const { extensions } = new pkijs.Extensions({ schema });
        const found = extensions.filter(({ extnID }) => extnID === subjectAlternativeName);
        names.push(...found.flatMap(readExtension));
      }
    } catch {
      return undefined;
    }
  }
  return names;
}

function readExtension({ extnValue }: pkijs.Extension): AlternativeName[] {
  const { result } = asn1js.fromBER(extnValue.valueBlock.valueHexView);
  return new pkijs.GeneralNames({ schema: result }).names.map(readGeneralName);
}

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
function readGeneralName({ type, value }: pkijs.GeneralName): AlternativeName {
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

function writePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join(
    '\n',
  );
}
