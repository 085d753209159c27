import type { Switches } from '../switches.ts';
import { CommandError } from './command-error.ts';
import type { CommandMetadataField } from './command-state.ts';

/** A metadata value in a request. */
export type MetadataInput = string | number | boolean | null;

const maxText = 400;
const maxBigText = 4000;
const maxAddress = 100;

/**
 * Checks a value for a field and returns what is stored; undefined clears the field.
 *
 * Throws a CommandError with status 400; its message doesn't contain the value.
 */
export function storeMetadataValue(
  value: MetadataInput,
  field: CommandMetadataField,
  switches: Switches,
): string | undefined {
  const text = value === null ? '' : String(value);
  if (text === '') {
    const typed = field.DataType === 2 || field.DataType === 3 || field.DataType === 4;
    if (typed && value !== null && switches.emptyClearsTypedFields === 'refused') throw invalid(field);
    if (field.Enrollment === 1 && switches.requiredFieldCleared === 'refused') throw invalid(field);
    return undefined;
  }
  const stored = checkers[field.DataType](text, field);
  if (stored === undefined) throw invalid(field);
  return stored;
}

/** Formats a stored value for the server's version and culture. */
export function readMetadataText(
  stored: string,
  { DataType }: CommandMetadataField,
  switches: Switches,
): string {
  if (DataType === 3) return writeDate(stored, switches);
  if (DataType === 4 && switches.booleanText === 'True') return stored === 'true' ? 'True' : 'False';
  if (DataType === 6 && switches.bigTextLineBreaks === 'crlf') return stored.replaceAll(/\r?\n/g, '\r\n');
  return stored;
}

type Checker = (text: string, field: CommandMetadataField) => string | undefined;

const checkers: Readonly<Record<CommandMetadataField['DataType'], Checker>> = {
  1: (text, field) => (text.length <= maxText && passesValidation(text, field) ? text : undefined),
  2: (text) =>
    /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= 2_147_483_647 ? String(Number(text)) : undefined,
  3: parseDate,
  4: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() : undefined),
  5: (text, { Options }) =>
    text.length <= maxText && (Options ?? '').split(',').includes(text) ? text : undefined,
  6: (text) => (text.length <= maxBigText ? text : undefined),
  7: (text) => (text.length <= maxText && text.split(/[,;]\s*/).every(isAddress) ? text : undefined),
};

function invalid({ Name }: CommandMetadataField): CommandError {
  return new CommandError(400, `The value supplied for metadata field '${Name}' is not valid.`);
}

function isAddress(text: string): boolean {
  return text.length <= maxAddress && /^[^\s@]+@[^\s@]+$/.test(text);
}

function passesValidation(text: string, { Validation, CaseSensitive }: CommandMetadataField): boolean {
  if (Validation === null || Validation === '') return true;
  try {
    return new RegExp(Validation, CaseSensitive ? 'u' : 'iu').test(text);
  } catch {
    // .NET's regular expressions support more than JavaScript's; one that doesn't compile here isn't checked.
    return true;
  }
}

/** Accepts `yyyy-MM-dd` and, as sent by Command 25's own tools, `M/d/yyyy` with or without a 12-hour time. */
function parseDate(text: string): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: \d{1,2}:\d{2}:\d{2} [AP]M)?$/i.exec(text);
  const iso =
    american === null
      ? text
      : `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

function writeDate(stored: string, { metadataDates, commandVersion, serverCulture }: Switches): string {
  const long = metadataDates === 'long' || (metadataDates === 'by-version' && commandVersion >= 25);
  if (!long) return stored;
  const [year = '', month = '', day = ''] = stored.split('-');
  return serverCulture === 'day-first'
    ? `${day}/${month}/${year} 00:00:00`
    : `${Number(month)}/${Number(day)}/${year} 12:00:00 AM`;
}
