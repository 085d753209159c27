import { isDate } from 'node:util/types';
import type { SandboxOptions, ServerName } from '../sandbox-options.ts';
import type { SandboxTlsOptions } from '../tls/sandbox-tls.ts';
import { ArgumentError } from './argument-error.ts';
import { isRecord, offerExports, offerRecord } from './check-records.ts';
import { askForNearest } from './nearest-name.ts';

/** Greatest number of certificates that a sandbox issues. */
const maxCertificates = 500_000;

const of = 'startSandbox';

/** What an option may hold; `expected` follows "must be". */
interface Rule {
  readonly is: (value: unknown) => boolean;
  readonly expected: string;
  /** What it may be, where that is a list. */
  readonly choices?: readonly unknown[];
  /** Says what was meant by a value that it may not hold. */
  readonly offer?: (value: unknown) => string;
}

type Rules<T> = Readonly<Record<keyof T & string, Rule>>;

const anObject: Rule = { is: isRecord, expected: 'an object', offer: offerRecord };

const port: Rule = integer(0, 65_535);

const optionRules: Rules<SandboxOptions> = {
  seed: { is: Number.isFinite, expected: 'a number' },
  certificates: integer(0, maxCertificates),
  knobs: anObject,
  switches: anObject,
  ports: anObject,
  tls: {
    is: (value) => typeof value === 'boolean' || isRecord(value),
    expected: 'true, false or an object',
    offer: offerRecord,
  },
  now: {
    is: (value) => isDate(value) && !Number.isNaN(value.getTime()),
    expected: 'a valid Date',
  },
};

const portRules: Rules<Record<ServerName, number>> = {
  scm: port,
  scmOAuth: port,
  command: port,
  oauth: port,
  management: port,
};

const serverCertificates: readonly unknown[] = [
  'valid',
  'expired',
  'wrong-host',
] satisfies SandboxTlsOptions['serverCertificate'][];

const tlsRules: Rules<SandboxTlsOptions> = {
  serverCertificate: {
    is: (value) => serverCertificates.includes(value),
    expected: `one of ${serverCertificates.join(', ')}`,
    choices: serverCertificates,
  },
};

/**
 * Throws an `ArgumentError` that names the option which is unknown or of the wrong kind. What is in `knobs` and `switches` is checked
 * as where they are set.
 */
export function checkOptions(options: SandboxOptions): void {
  if (!isRecord(options)) {
    throw new ArgumentError(`The argument of ${of} must be an object of options.${offerRecord(options)}`);
  }
  checkEach(options, optionRules);
  const { ports, tls } = options;
  if (ports !== undefined) checkEach(ports, portRules, 'ports.');
  if (typeof tls === 'object') checkEach(tls, tlsRules, 'tls.');
}

function checkEach<T extends object>(object: T, rules: Rules<T>, prefix = ''): void {
  const known = Object.keys(rules);
  for (const [name, value] of Object.entries(object)) {
    const option = `The option ${prefix}${name} of ${of}`;
    if (!Object.hasOwn(rules, name)) {
      const all = known.length === 1 ? `The only one is ${known[0]}.` : `There are ${known.join(', ')}.`;
      const remedy = offerExports(object, name) || askForNearest(name, known) || ` ${all}`;
      throw new ArgumentError(`${option} is unknown.${remedy}`);
    }
    const rule = rules[name as keyof T & string];
    const { is, expected, choices = [], offer = () => askForNearest(value, choices) } = rule;
    if (value === undefined || is(value)) continue;
    throw new ArgumentError(`${option} must be ${expected}.${offer(value)}`);
  }
}

function integer(minimum: number, maximum: number): Rule {
  return {
    is: (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
    expected: `an integer from ${minimum} to ${maximum}`,
  };
}
