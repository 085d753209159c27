import {
  type DotNetDateFormat,
  type DotPath,
  extractPath,
  fitCustomFieldValue,
  fitMetadataValue,
  isCustomFieldInputType,
  type MetadataDataType,
  parseDotPath,
  type ReadResult,
  readCustomFieldValue,
  readDetailsValue,
  readMetadataValue,
  sameCustomFieldValue,
  sameMetadataValue,
} from '@certbridge/field-mapping';
import type { CustomField, SslDetails } from '@certbridge/sectigo-client';
import type { BothSides, FieldDestination, FieldSource } from './field-plan.ts';

/** The Command side of a field, of the data type that Command really has for it. */
export function commandSide(
  name: string,
  {
    dataType,
    options,
    dateFormat,
    truncate,
  }: {
    readonly dataType: MetadataDataType;
    readonly options: readonly string[];
    readonly dateFormat: DotNetDateFormat;
    readonly truncate: boolean;
  },
): FieldDestination {
  return {
    side: 'keyfactor',
    name,
    raw: ({ keyfactor }) => rawText(Object.hasOwn(keyfactor, name) ? keyfactor[name] : undefined),
    read: ({ keyfactor }) =>
      readMetadataValue(Object.hasOwn(keyfactor, name) ? keyfactor[name] : undefined, {
        dataType,
        dateFormat,
        options,
      }),
    fit: (text) => fitMetadataValue(text, { dataType, options, truncate }),
    same: (a, b) => sameMetadataValue(a, b, dataType),
  };
}

/** The SCM side of a custom field. */
export function customFieldSide(
  definition: CustomField,
  { truncate }: { readonly truncate: boolean },
): FieldDestination {
  const { name } = definition;
  const { type, options } = definition.input;
  // An input type that a newer SCM might add holds text like the others do.
  const inputType = isCustomFieldInputType(type) ? type : 'TEXT_SINGLE_LINE';
  const fieldIn = ({ sectigo }: BothSides) => sectigo.customFields?.find((field) => field.name === name);
  return {
    side: 'sectigo',
    name,
    raw: (records) => rawText(fieldIn(records)?.value),
    read: (records) => {
      const held = fieldIn(records);
      return held?.isUnreadable ? UNREADABLE : readCustomFieldValue(held?.value, { inputType });
    },
    fit: (text) => fitCustomFieldValue(text, { inputType, options, truncate }),
    same: (a, b) => sameCustomFieldValue(a, b, inputType),
  };
}

function rawText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The SCM side of a manual field: a value of the certificate details, which can only be read. */
export function manualFieldSide(dotPath: string): FieldSource {
  const path = parseDotPath(dotPath);
  // The client gives serial numbers and states one spelling; the field gets the text of the details, the sign byte included.
  const heldIn = ({ sectigo }: BothSides) =>
    sectigo.asWritten?.[dotPath] ?? asReceived(extractPath(sectigo, path));
  return {
    raw: (records) => rawText(heldIn(records)),
    read: (records) => {
      const { sectigo } = records;
      const isLeftOut = sectigo.asWritten?.[dotPath] === undefined && isUnreadable(sectigo, path);
      return isLeftOut ? UNREADABLE : readDetailsValue(heldIn(records));
    },
  };
}

/** A value that came must not count as none, by which what Command holds might be cleared. */
const UNREADABLE: ReadResult = {
  kind: 'unreadable',
  reason: 'not-text',
  message: "The value that SCM gives can't be read. Look at it in SCM.",
};

/** Returns whether something was left out at a path of the details, on the way to it, or below. */
function isUnreadable({ unreadable, customFields }: SslDetails, path: DotPath): boolean {
  if (path[0] === 'customFields' && customFields?.some((field) => field.isUnreadable)) return true;
  return (
    unreadable?.some((left) => left.split('.').every((part, at) => at >= path.length || part === path[at])) ??
    false
  );
}

/**
 * Puts undocumented keys, which the client holds apart as `raw`, back into their objects, so that an object which is mapped
 * as a whole has the text that SCM gave it.
 */
export function asReceived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asReceived);
  const { raw, ...known } = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(known).map(([key, item]) => [key, asReceived(item)]);
  return { ...Object.fromEntries(entries), ...(typeof raw === 'object' && raw) };
}
