export { attributeType } from './attribute-type.ts';
export { beginsDerKey } from './der-key.ts';
export {
  canonicalAttributes,
  canonicalName,
  type DistinguishedName,
  type DistinguishedNameResult,
  isNameProblem,
  type NameAttribute,
  type NameProblem,
  parseDistinguishedName,
  sameDistinguishedName,
  valuesOf,
  writeDistinguishedName,
} from './distinguished-name.ts';
export { type NamePart, parseNamePart } from './name-part.ts';
export { fromNodeName } from './node-name.ts';
export { encodeIdentifier } from './object-identifier.ts';
export {
  accountForPem,
  beginsPem,
  isCertificateBlock,
  isCutOffPem,
  type PemBlock,
  type PemProblem,
  pemBlocks,
  writePem,
} from './pem.ts';
export { readPkcs7 } from './pkcs7.ts';
export { type RequestDerResult, type RequestProblem, requestDer } from './request-text.ts';
export { padToBytes, parseSerialNumber } from './serial-number.ts';
export { subjectKeyId } from './subject-key-id.ts';
