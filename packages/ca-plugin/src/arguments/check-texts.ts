import { isRecord, offerRecord, plainText } from '@certbridge/plain-text';
import { invalidArgument } from './invalid-argument.ts';

/** Throws a `CaPluginError` 'invalid-argument' unless a value is text; `name` begins the sentence. */
export function checkText(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(`${name} must be text.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a list of texts. */
export function checkTexts(value: unknown, name: string): void {
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (!isTexts) throw invalidArgument(`${name} must be a list of texts.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is an object of texts. */
export function checkParameters(parameters: unknown, name: string): void {
  checkValues(parameters, { name, kind: 'texts by name', check: checkText });
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is an object; of texts, where `check` says so. */
export function checkValues(
  object: unknown,
  {
    name,
    kind,
    check,
  }: {
    /** At the beginning of a sentence. */
    readonly name: string;
    /** What it is an object of: `texts by name`. */
    readonly kind: string;
    readonly check: (value: unknown, name: string) => void;
  },
): void {
  if (!isRecord(object)) throw invalidArgument(`${name} must be an object of ${kind}.${offerRecord(object)}`);
  for (const [key, value] of Object.entries(object)) {
    check(value, `${name}, under ${plainText(key, { maxLength: 50 })},`);
  }
}
