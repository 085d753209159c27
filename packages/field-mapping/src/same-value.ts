import { checkText, wrongArgument } from './check-arguments.ts';
import { type CustomFieldInputType, type MetadataDataType, MetadataDataTypes } from './data-types.ts';
import { listEmails } from './email-list.ts';
import { canonicalDecimal } from './numbers.ts';
import { dataTypeRule, inputTypeRule } from './option-rules.ts';

/**
 * Checks whether two canonical texts are equal as values of a metadata field.
 *
 * Ignores line ends, surrounding whitespace, and the separators in a list of addresses. Whether the server keeps them isn't
 * documented, and an invisible difference must not cause a write in every run.
 */
export function sameMetadataValue(a: string, b: string, dataType: MetadataDataType): boolean {
  const of = 'sameMetadataValue';
  checkText(a, { of });
  checkText(b, { of, argument: 2 });
  if (!dataTypeRule.is(dataType))
    throw wrongArgument({ of, argument: 3 }, dataTypeRule.expected, dataTypeRule.offer(dataType));
  if (a === b) return true;
  switch (dataType) {
    case MetadataDataTypes.Email:
      return sameEmails(a, b);
    case MetadataDataTypes.String:
    case MetadataDataTypes.Integer:
    case MetadataDataTypes.Date:
    case MetadataDataTypes.Boolean:
    case MetadataDataTypes.MultipleChoice:
    case MetadataDataTypes.BigText:
      return sameText(a, b);
  }
}

/** Checks whether two texts are equal as values of a custom field. Like {@link sameMetadataValue}, but numbers compare as numbers. */
export function sameCustomFieldValue(a: string, b: string, inputType: CustomFieldInputType): boolean {
  const of = 'sameCustomFieldValue';
  checkText(a, { of });
  checkText(b, { of, argument: 2 });
  if (!inputTypeRule.is(inputType))
    throw wrongArgument({ of, argument: 3 }, inputTypeRule.expected, inputTypeRule.offer(inputType));
  if (a === b) return true;
  switch (inputType) {
    case 'EMAIL':
      return sameEmails(a, b);
    case 'NUMBER':
      return (canonicalDecimal(a) ?? a.trim()) === (canonicalDecimal(b) ?? b.trim());
    case 'TEXT_SINGLE_LINE':
    case 'TEXT_MULTI_LINE':
    case 'TEXT_OPTION':
    case 'DATE':
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
