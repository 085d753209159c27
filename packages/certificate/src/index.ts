export { attributeType } from './attribute-type.ts';
export { readCertificateNames } from './certificate-names.ts';
export { decodeText } from './decode-text.ts';
export { beginsSequence } from './der-element.ts';
export { beginsDerKey } from './der-key.ts';
export {
  canonicalAttributes,
  canonicalName,
  type DistinguishedName,
  type DistinguishedNameResult,
  isNameProblem,
  type NameAttribute,
  type NameOptions,
  type NameProblem,
  parseDistinguishedName,
  sameDistinguishedName,
  valuesOf,
  writeDistinguishedName,
} from './distinguished-name.ts';
export { isDegenerateKey } from './is-degenerate-key.ts';
export { type NamePart, parseNamePart } from './name-part.ts';
export { fromNodeName } from './node-name.ts';
export {
  accountForPem,
  beginsPem,
  type PemBlock,
  type PemOptions,
  type PemProblem,
  writePem,
} from './pem.ts';
export { readPkcs7 } from './pkcs7.ts';
export {
  examinePem,
  type PemBlocksResult,
  type PemDefect,
  type PemExaminationResult,
  type PemFlaw,
  type PemKind,
  type ReadBlock,
  readPemBlocks,
} from './read-pem-blocks.ts';
export {
  longestRequest,
  type RequestContent,
  type RequestContentResult,
  readRequestContent,
  uncertainNames,
} from './request-content.ts';
export { type RequestDerResult, type RequestProblem, requestDer } from './request-text.ts';
export { padToBytes, parseSerialNumber } from './serial-number.ts';
export { subjectKeyId } from './subject-key-id.ts';
