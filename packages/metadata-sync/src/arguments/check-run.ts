import type { Shape } from '@certbridge/rest-client';
import type { KeyfactorPort, SectigoPort } from '../run/ports.ts';
import type { RunOptions } from '../run/run-context.ts';
import type { StateStore } from '../state/state-store.ts';
import { checkSettings } from './check-settings.ts';
import { invalidArgument } from './invalid-argument.ts';

/** What the options of every kind of run may be. */
export const runShape = {
  settings: 'object',
  sectigo: 'implemented',
  keyfactor: 'implemented',
  runId: 'text',
  store: 'implemented?',
  hashSensitive: 'function?',
  concurrency: { sectigo: 'number', keyfactor: 'number' },
  signal: 'signal?',
} as const satisfies Shape<RunOptions>;

/** Functions of an object, with those of the objects in it: `certificates.get`. */
export type MembersOf<T> = readonly {
  [K in keyof T & string]: NonNullable<T[K]> extends (...parameters: never) => unknown
    ? K
    : NonNullable<T[K]> extends object
      ? `${K}.${keyof NonNullable<T[K]> & string}`
      : never;
}[keyof T & string][];

/** What a sync calls of SCM. */
export const sectigoMembers: MembersOf<SectigoPort> = [
  'customFields.list',
  'profiles.list',
  'reports.sslCertificates',
  'certificates.list',
  'certificates.get',
  'certificates.updateCustomFields',
];

/** What a sync calls of Command. */
export const keyfactorMembers: MembersOf<KeyfactorPort> = [
  'status.check',
  'metadataFields.list',
  'metadataFields.create',
  'metadataFields.update',
  'certificates.list',
  'certificates.get',
  'certificates.updateMetadata',
];

const storeMembers: MembersOf<StateStore> = [
  'beginRun',
  'recordInventory',
  'finishRun',
  'findRuns',
  'unfinishedRuns',
  'markDead',
  'lastInventory',
  'recordCertificates',
  'settle',
  'certificatesOf',
  'unresolved',
  'latestChanges',
  'reportDifferences',
  'keepReportDifferences',
  'forgetReportDifferences',
  'readBaselines',
  'writeBaselines',
];

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Throws an `ApiError` 'invalid-argument' where what every kind of run takes can't be used. */
export function checkRun(
  { settings, sectigo, keyfactor, runId, store, concurrency }: RunOptions,
  of: string,
  members: { readonly sectigo: readonly string[]; readonly keyfactor: readonly string[] } = {
    sectigo: sectigoMembers,
    keyfactor: keyfactorMembers,
  },
): void {
  checkSettings(settings, of);
  const name = (option: string) => `The option ${option} of ${of}`;
  checkMembers(sectigo, { name: name('sectigo'), is: 'a client of SCM', members: members.sectigo });
  checkMembers(keyfactor, { name: name('keyfactor'), is: 'a client of Command', members: members.keyfactor });
  if (store !== undefined) {
    const is = 'a store, as await openStateStore(…) gives it';
    checkMembers(store, { name: name('store'), is, members: storeMembers });
  }
  if (!uuid.test(runId)) throw invalidArgument(`${name('runId')} must be a UUID.`);
  for (const [system, calls] of Object.entries(concurrency ?? {})) {
    if (Number.isInteger(calls) && calls >= 1) continue;
    throw invalidArgument(`${name(`concurrency.${system}`)} must be a whole number from 1.`);
  }
}

/** An argument that somebody else implements. */
interface Implemented {
  /** The argument, at the beginning of a sentence: `The option store of runMetadataSync`. */
  readonly name: string;
  /** What it must be, with where to get one: `a store, from await openStateStore(…)`. */
  readonly is: string;
  /** The functions that are called, with the objects that lead to them: `certificates.get`. */
  readonly members: readonly string[];
}

/** Throws an `ApiError` 'invalid-argument' unless an object has the functions that are called later on. */
function checkMembers(object: unknown, { name, is, members }: Implemented): void {
  const lacking = members.find((member) => typeof memberOf(object, member) !== 'function');
  if (lacking === undefined) return;
  throw invalidArgument(`${name} must be ${is}; it has no ${lacking}.`);
}

function memberOf(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const isObject = typeof value === 'object' && value !== null;
    return isObject ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }, object);
}
