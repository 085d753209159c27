import { offerAwait } from '@certbridge/plain-text';
import {
  ApiError,
  checkArgument,
  checkHttpOptions,
  httpOptionNames,
  required,
  type Shape,
} from '@certbridge/rest-client';
import type { Logger } from '@logtape/logtape';
import type { CertificateReader } from '../contract/certificate-reader.ts';
import type { OrderLedger } from '../contract/order-ledger.ts';
import type { Clock } from '../plugin-context.ts';
import type { SectigoPluginOptions } from '../sectigo-plugin-options.ts';
import { checkDuration } from './check-duration.ts';
import { invalidArgument } from './invalid-argument.ts';

const of = 'createSectigoPlugin';

const pluginOptions = required('option', {
  reader: 'implemented',
  orders: 'implemented?',
  orderGraceMs: 'number?',
  logger: 'implemented?',
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

/** What a ledger may have. */
const furtherLedgerMembers = ['sending', 'ended'] as const satisfies (keyof OrderLedger)[];

const wordingMembers = ['source', 'places', 'set', 'fillIn', 'field'] as const satisfies (keyof NonNullable<
  SectigoPluginOptions['wording']
>)[];

const loggerMembers = ['debug', 'info', 'warn', 'error'] as const satisfies (keyof Logger)[];

/** Throws a `CaPluginError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkPluginOptions(options: SectigoPluginOptions): void {
  checkArgument(options, pluginOptions, {
    of,
    name: `The argument of ${of}`,
    inside: { http: httpOptionNames },
    refuse: invalidArgument,
  });
  const { reader, orders, logger, clock, orderGraceMs = 0, loginRecovery, http, wording } = options;
  const { firstPauseMs = 0 } = loginRecovery ?? {};
  checkFunctions(reader, 'reader', readerMembers);
  if (orders !== undefined) checkLedger(orders);
  if (logger !== undefined) checkFunctions(logger, 'logger', loggerMembers);
  if (clock !== undefined) checkFunctions(clock, 'clock', ['now', 'sleep'] satisfies (keyof Clock)[]);
  if (wording !== undefined) checkFunctions(wording, 'wording', wordingMembers);
  checkDuration(orderGraceMs, `The option orderGraceMs of ${of}`);
  checkDuration(firstPauseMs, `The option loginRecovery.firstPauseMs of ${of}`);
  if (http !== undefined) checkHttp(http);
}

function checkLedger(orders: OrderLedger): void {
  checkFunctions(orders, 'orders', ledgerMembers);
  for (const member of furtherLedgerMembers) {
    if (orders[member] === undefined || typeof orders[member] === 'function') continue;
    throw invalidArgument(`The option orders.${member} of ${of} must be a function, or absent.`);
  }
}

/** What the host implements may have more functions than are called. */
function checkFunctions(object: object, option: string, members: readonly string[]): void {
  const lacking = members.find(
    (member) => typeof (object as Readonly<Record<string, unknown>>)[member] !== 'function',
  );
  if (lacking === undefined) return;
  throw invalidArgument(
    `The option ${option} of ${of} must have the function ${lacking}.${offerAwait(object)}`,
  );
}

function checkHttp(http: NonNullable<SectigoPluginOptions['http']>): void {
  try {
    checkHttpOptions(http);
  } catch (error) {
    throw error instanceof ApiError ? invalidArgument(error.message) : error;
  }
}
