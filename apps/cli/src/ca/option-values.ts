import type { ListedStatus } from '@certbridge/ca-host';
import { mustBeOneOf } from '@certbridge/plain-text';
import { InvalidArgumentError } from 'commander';
import { oneOf } from '../option-values.ts';
import { readReason, reasonNames } from './actions/revocation-reasons.ts';

// Parsers of option values. Each throws commander's InvalidArgumentError, whose message follows the option's name.

const units = { h: 3_600_000, d: 86_400_000 };

/** Parses a time such as 30d or 12h, in milliseconds. */
export function timeSpan(text: string): number {
  const [, number, unit] = /^(\d{1,5})([dh])$/i.exec(text.trim()) ?? [];
  if (number === undefined || unit === undefined)
    throw new InvalidArgumentError('It must be a number of days or hours, for example 30d or 12h.');
  return Number(number) * units[unit.toLowerCase() as keyof typeof units];
}

/** Parses the name of a status, in any letter case. */
export const statusGroup = oneOf<ListedStatus>(['issued', 'expired', 'pending', 'revoked', 'failed']);

/** Parses a revocation reason: its name, or its number. */
export function revocationReason(text: string): number {
  const reason = readReason(text);
  if (reason === undefined) throw new InvalidArgumentError(`It ${mustBeOneOf(text, reasonNames)}`);
  return reason;
}

/** A format of a certificate file. */
export type CertificateFormat = 'pem' | 'der' | 'p7b';

/** Parses the format of a certificate file, in any letter case. */
export const certificateFormat = oneOf<CertificateFormat>(['pem', 'der', 'p7b']);

/** Alternative names by kind, as they were written; which kinds there are is for the plugin to tell. */
export type NamesByKind = Readonly<Record<string, readonly string[]>>;

/** Adds one `kind=name` to those before it. */
export function alternativeName(text: string, earlier: NamesByKind = {}): NamesByKind {
  const [kind, name] = splitAssignment(text, 'kind=name, for example dns=www.example.org');
  return { ...earlier, [kind]: [...(earlier[kind] ?? []), name] };
}

/** Adds one `NAME=VALUE` to those before it. */
export function parameter(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [name, value] = splitAssignment(text, 'NAME=VALUE, for example Organization=Example');
  if (Object.keys(earlier).some((other) => other.toLowerCase() === name.toLowerCase()))
    throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...earlier, [name]: value };
}

function splitAssignment(text: string, form: string): [name: string, value: string] {
  const [, name, value] = /^\s*([^=\s][^=]*?)\s*=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined || value.trim() === '')
    throw new InvalidArgumentError(`It must be written ${form}.`);
  return [name, value.trim()];
}
