export { ArgumentError } from './argument-error.ts';
export { findBannedCharacters, replaceBannedCharacters } from './banned-characters.ts';
export {
  type CalendarDate,
  type CalendarDateTime,
  formatCalendarDate,
  isCalendarDate,
} from './calendar-date.ts';
export { type CheckDotPathResult, checkDotPath, type PathShape } from './check-dot-path.ts';
export {
  type CustomFieldInputType,
  isCustomFieldInputType,
  isMetadataDataType,
  type MetadataDataType,
  type MetadataDataTypeName,
  MetadataDataTypes,
  mapInputTypeToDataType,
  metadataDataTypeName,
} from './data-types.ts';
export { compileDateFormat, type DotNetDateFormat } from './date-format.ts';
export { DateFormatError } from './date-format-error.ts';
export { type DotPath, DotPathError, formatDotPath, parseDotPath } from './dot-path.ts';
export { extractPath } from './extract-path.ts';
export type { FitFailure, FitOptions, FitResult } from './fit.ts';
export { type FitCustomFieldValueOptions, fitCustomFieldValue } from './fit-custom-field-value.ts';
export { type FitMetadataValueOptions, fitMetadataValue } from './fit-metadata-value.ts';
export { parseKnownDate } from './known-date.ts';
export {
  customFieldLimit,
  integerRange,
  metadataEmailAddressLimit,
  metadataLimits,
  metadataNameLimit,
} from './limits.ts';
export { type MatchNameResult, matchName } from './match-name.ts';
export {
  type CheckMetadataNameResult,
  checkMetadataName,
  findMetadataNameProblems,
  findReservedName,
  isAllowedMetadataName,
  type MetadataNameFinding,
  type MetadataNameProblem,
} from './metadata-name.ts';
export { findNameCollisions, type NameCollision, type NameMapping } from './name-collisions.ts';
export { nearestName } from './nearest-name.ts';
export { type JoinOptionsResult, joinOptions, splitOptions } from './options.ts';
export { type ReadCustomFieldValueOptions, readCustomFieldValue } from './read-custom-field-value.ts';
export { readDetailsValue } from './read-details-value.ts';
export { type ReadMetadataValueOptions, readMetadataValue } from './read-metadata-value.ts';
export type { ReadFailure, ReadResult } from './read-result.ts';
export { sameCustomFieldValue, sameMetadataValue } from './same-value.ts';
