import { type CustomFieldInputType, type MetadataDataType, MetadataDataTypes } from './data-types.ts';
import { listEmails } from './email-list.ts';
import { canonicalDecimal } from './numbers.ts';

/**
 * Tells whether two canonical texts are the same value of a metadata field.
 *
 * Line ends and outer blanks don't count, nor do the separators of a list of addresses: whether the server keeps them is not
 * documented, and a difference that nobody sees must not make every run write again.
 */
export function sameMetadataValue(a: string, b: string, dataType: MetadataDataType): boolean {
  if (a === b) return true;
  return dataType === MetadataDataTypes.Email ? sameEmails(a, b) : sameText(a, b);
}

/** Tells whether two texts are the same value of a custom field; as `sameMetadataValue`, and numbers compare as numbers. */
export function sameCustomFieldValue(a: string, b: string, inputType: CustomFieldInputType): boolean {
  if (a === b) return true;
  switch (inputType) {
    case 'EMAIL':
      return sameEmails(a, b);
    case 'NUMBER':
      return (canonicalDecimal(a) ?? a.trim()) === (canonicalDecimal(b) ?? b.trim());
    default:
      return sameText(a, b);
  }
}

function sameText(a: string, b: string): boolean {
  return visibleText(a) === visibleText(b);
}

function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

function sameEmails(a: string, b: string): boolean {
  return emailKey(a) === emailKey(b);
}

function emailKey(text: string): string {
  return listEmails(text)
    .map(({ address }) => address)
    .join(',');
}
