import {
  ApiError,
  checkArgument,
  checkHttpOptions,
  httpOptionNames,
  required,
  type Shape,
} from '@certbridge/rest-client';
import type { CertificateReader } from '../contract/certificate-reader.ts';
import type { OrderLedger } from '../contract/order-ledger.ts';
import type { Clock } from '../plugin-context.ts';
import type { SectigoPluginOptions } from '../sectigo-plugin-options.ts';
import { invalidArgument } from './invalid-argument.ts';

const of = 'createSectigoPlugin';

const pluginOptions = required('option', {
  reader: 'implemented',
  orders: 'implemented?',
  orderGraceMs: 'number?',
  logger: 'any?',
  clock: 'implemented?',
  http: 'object?',
  loginRecovery: { firstPauseMs: 'number?', onRefused: 'function?', onAccepted: 'function?' },
  wording: 'implemented?',
} satisfies Shape<SectigoPluginOptions>);

const readerMembers = [
  'statusByRequestId',
  'existsByRequestId',
  'requestIdBySerialNumber',
  'expiryByRequestId',
] as const satisfies (keyof CertificateReader)[];

const ledgerMembers = [
  'newest',
  'begin',
  'settle',
  'close',
  'open',
  'isTaken',
] as const satisfies (keyof OrderLedger)[];

const wordingMembers = ['source', 'places', 'set', 'fillIn', 'field'] as const satisfies (keyof NonNullable<
  SectigoPluginOptions['wording']
>)[];

/** Throws a `CaPluginError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkPluginOptions(options: SectigoPluginOptions): void {
  checkArgument(options, pluginOptions, {
    of,
    name: `The argument of ${of}`,
    inside: { http: httpOptionNames },
    refuse: invalidArgument,
  });
  const { reader, orders, clock, orderGraceMs = 0, loginRecovery, http, wording } = options;
  checkFunctions(reader, 'reader', readerMembers);
  if (orders !== undefined) checkFunctions(orders, 'orders', ledgerMembers);
  if (clock !== undefined) checkFunctions(clock, 'clock', ['now', 'sleep'] satisfies (keyof Clock)[]);
  if (wording !== undefined) checkFunctions(wording, 'wording', wordingMembers);
  checkDuration(orderGraceMs, 'orderGraceMs');
  checkDuration(loginRecovery?.firstPauseMs ?? 0, 'loginRecovery.firstPauseMs');
  if (http !== undefined) checkHttp(http);
}

/** What the host implements may have more functions than are called. */
function checkFunctions(object: object, option: string, members: readonly string[]): void {
  const lacking = members.find(
    (member) => typeof (object as Readonly<Record<string, unknown>>)[member] !== 'function',
  );
  if (lacking !== undefined) {
    throw invalidArgument(`The option ${option} of ${of} must have the function ${lacking}.`);
  }
}

function checkDuration(value: number, option: string): void {
  if (typeof value === 'number' && value >= 0) return;
  throw invalidArgument(`The option ${option} of ${of} must be a number of milliseconds from 0.`);
}

function checkHttp(http: NonNullable<SectigoPluginOptions['http']>): void {
  try {
    checkHttpOptions(http);
  } catch (error) {
    throw error instanceof ApiError ? invalidArgument(error.message) : error;
  }
}
