import { parseSerialNumber } from '@certbridge/certificate';
import { mustBeOneOf } from '@certbridge/plain-text';
import { InvalidArgumentError } from 'commander';
import { type LogThreshold, logLevelNames, parseLogThreshold } from './logging/log-level.ts';

// Parsers of option values. Each throws commander's InvalidArgumentError, whose message follows the option's name.

/** Parser of a whole number within limits. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Parses how many calls may be under way at one time. */
export const calls = wholeNumber(1, 100);

/** Parses a port; 0 stands for any free one. */
export const port = wholeNumber(0, 65_535);

/** Parses the name of a folder: an empty one, as of a variable that is not set, would be the current folder. */
export function folderName(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must name a folder, and is empty. A point is the current one.');
}

/** Parses a serial number in any notation. */
export function serialNumber(text: string): string {
  const serial = parseSerialNumber(text);
  if (serial !== undefined) return serial;
  throw new InvalidArgumentError(
    'It must be a serial number in hexadecimal digits, for example 0A1B2C or 0a:1b:2c.',
  );
}

/** Parses a share of all requests. */
export function share(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, for example 0.05.');
}

/** Parser of one of some words in lower case, in any letter case. */
export function oneOf<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text.trim().toLowerCase());
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`It ${mustBeOneOf(text, words)}`);
  };
}

/** Parses a log level in any letter case. */
export function logThreshold(text: string): LogThreshold {
  const threshold = parseLogThreshold(text);
  if (threshold !== undefined) return threshold;
  throw new InvalidArgumentError(`It ${mustBeOneOf(text, logLevelNames)}`);
}

/** Adds one `name=value` to those before it; a value of digits becomes a number. */
export function assignment(
  text: string,
  earlier: Readonly<Record<string, string | number>> = {},
): Readonly<Record<string, string | number>> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be written name=value.');
  return { ...earlier, [name]: /^-?\d+$/.test(value) ? Number(value) : value };
}
