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
export { parseSerialNumber } from './serial-number.ts';
