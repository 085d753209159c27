export {
  attributeType,
  canonicalName,
  type DistinguishedName,
  isNameProblem,
  type NameAttribute,
  type NameProblem,
  parseDistinguishedName,
  sameDistinguishedName,
  valuesOf,
} from './distinguished-name.ts';
export { type NamePart, parseNamePart } from './name-part.ts';
export { findRequest, isRequestTextProblem, type RequestTextProblem } from './request-text.ts';
export { parseSerialNumber } from './serial-number.ts';
