import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import { createMemoryLedger } from '../src/enrollment/memory-ledger.ts';
import {
  CaPluginError,
  checkTemplateSettings,
  createSectigoPlugin,
  hasProductCatalog,
  identifyByHost,
  isConfigurable,
  type SectigoPlugin,
} from '../src/index.ts';
import { memoryReader } from './support/memory-reader.ts';
import { startPlugin } from './support/plugin.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const reader = memoryReader();

test.each<[unknown, string]>([
  [undefined, 'The argument of createSectigoPlugin must be an object of options. It needs reader.'],
  [planted, 'The argument of createSectigoPlugin must be an object of options.'],
  [{}, 'The option reader of createSectigoPlugin is missing.'],
  [{ readr: reader }, 'The option readr of createSectigoPlugin is unknown. Did you mean reader?'],
  [{ reader: {} }, 'The option reader of createSectigoPlugin must have the function statusByRequestId.'],
  [
    { reader: Promise.resolve(reader) },
    'The option reader of createSectigoPlugin must have the function statusByRequestId. It is a Promise: await it first.',
  ],
  [{ reader, orders: {} }, 'The option orders of createSectigoPlugin must have the function newest.'],
  ...(['sending', 'ended'] as const).flatMap((name) =>
    [5, null, planted].map((value): [unknown, string] => [
      { reader, orders: { ...createMemoryLedger(), [name]: value } },
      `The option orders.${name} of createSectigoPlugin must be a function, or absent.`,
    ]),
  ),
  [{ reader, wording: {} }, 'The option wording of createSectigoPlugin must have the function source.'],
  [
    { reader, clock: { now: planted } },
    'The option clock of createSectigoPlugin must have the function now.',
  ],
  [
    { reader, orderGraceMs: '10' },
    'The option orderGraceMs of createSectigoPlugin must be a number of milliseconds from 0 to 2147483647.',
  ],
  ...[null, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648].flatMap((value): [unknown, string][] => [
    [
      { reader, orderGraceMs: value },
      'The option orderGraceMs of createSectigoPlugin must be a number of milliseconds from 0 to 2147483647.',
    ],
    [
      { reader, loginRecovery: { firstPauseMs: value } },
      'The option loginRecovery.firstPauseMs of createSectigoPlugin must be a number of milliseconds from 0 to 2147483647.',
    ],
  ]),
  [{ reader, loginRecovery: null }, 'The option loginRecovery of createSectigoPlugin must be an object.'],
  [{ reader, logger: null }, 'The option logger of createSectigoPlugin must be an object.'],
  [{ reader, logger: {} }, 'The option logger of createSectigoPlugin must have the function debug.'],
  [
    { reader, loginRecovery: { firstPause: 5 } },
    'The option loginRecovery.firstPause of createSectigoPlugin is unknown. Did you mean firstPauseMs?',
  ],
  [{ reader, http: planted }, 'The option http of createSectigoPlugin must be an object.'],
  [{ reader, http: { concurency: 4 } }, 'The option http.concurency is unknown. Did you mean concurrency?'],
  [{ reader, http: { retries: '3' } }, 'The option http.retries must be a whole number from 0 to 100.'],
])('no plugin is made with %o', (options, message) => {
  let failure: unknown;
  try {
    createSectigoPlugin(options as never);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(CaPluginError);
  expect(failure).toMatchObject({ code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
});

describe.each(noRecords)('an object without properties by name (%#)', (object, offer) => {
  const refusal = expect.objectContaining({
    code: 'invalid-argument',
    message: expect.stringMatching(refusalWith(offer)),
  });

  test('makes no plugin', () => {
    const options = { http: { headers: { 'x-tenant': 'a' } }, loginRecovery: { firstPauseMs: 5 } };
    expect(() => createSectigoPlugin(object as never)).toThrow(refusal);
    for (const [path, [given]] of replaceRecords([options], object)) {
      if (path !== '0') expect(() => createSectigoPlugin({ reader, ...(given as object) })).toThrow(refusal);
    }
  });

  test('is no settings of a template', () => {
    expect(() => checkTemplateSettings(object as never)).toThrow(refusal);
  });
});

test('an option of http is offered there', () => {
  expect(() => createSectigoPlugin({ reader, retries: 5 } as never)).toThrow('Did you mean http.retries?');
});

const request = {
  csr: 'x',
  subject: '',
  san: {},
  productInfo: { productId: '1001', parameters: {} },
  enrollmentType: 'New',
};
const revocation = { caRequestId: '1000', serialNumber: 'AB', reason: 4 };

type Call = Exclude<
  keyof SectigoPlugin,
  'close' | 'getCAConnectorAnnotations' | 'getTemplateParameterAnnotations'
>;

/** The arguments that each call takes, up to its options. Complete by its type. */
const calls: Readonly<Record<Call, readonly unknown[]>> = {
  enroll: [request],
  getSingleRecord: ['1000'],
  revoke: [revocation],
  synchronize: [{ lastSync: null, fullSync: true }],
  getProductIds: [],
  getProducts: [],
  findUnknownParameters: [[]],
  findMissingParameters: [{}],
  validateProductInfo: [request.productInfo],
  findRequestIds: ['AB'],
  validateCAConnectionInfo: [{}],
  initialize: [{}],
  ping: [],
  lookUpOrders: [],
  getIssuers: ['1000'],
};

/** The refusal of a call, after which SCM was not called. */
async function refusalOf(
  call: Call,
  given: readonly unknown[],
  started?: Awaited<ReturnType<typeof startPlugin>>,
): Promise<string> {
  const { plugin, sandbox } = started ?? (await startPlugin());
  const method = plugin[call] as (...given: readonly unknown[]) => Promise<unknown> | AsyncIterable<unknown>;
  let failure: unknown;
  try {
    await method(...given);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(CaPluginError);
  expect(failure).toMatchObject({ code: 'invalid-argument' });
  expect(inspect(failure)).not.toContain(planted);
  expect(sandbox.requests.list()).toEqual([]);
  return (failure as CaPluginError).message;
}

test('a date may come from another realm', async () => {
  const { plugin } = await startPlugin();
  const lastSync = runInNewContext('new Date(0)');
  let count = 0;
  for await (const _ of plugin.synchronize({ lastSync, fullSync: false })) count += 1;
  expect(count).toBeGreaterThan(0);
});

const withOptions = Object.entries(calls).filter(([call]) => call !== 'initialize') as [
  Call,
  readonly unknown[],
][];

describe.each(withOptions)('%s', (call, given) => {
  test('refuses an unknown option by its name, and a signal that is none', async () => {
    expect(await refusalOf(call, [...given, { sginal: planted }])).toBe(
      `The option sginal of plugin.${call} is unknown. Did you mean signal?`,
    );
    expect(await refusalOf(call, [...given, AbortSignal.abort()])).toBe(
      `Argument ${given.length + 1} of plugin.${call} must be an object of options. It is an AbortSignal: pass it as { signal }.`,
    );
    expect(await refusalOf(call, [...given, { signal: {} }])).toBe(
      `The option signal of plugin.${call} must be an AbortSignal.`,
    );
  });
});

test.each<[Call, readonly unknown[], string]>([
  [
    'enroll',
    [],
    'Argument 1 of plugin.enroll must be an object of properties. It needs csr, subject, san, productInfo, enrollmentType.',
  ],
  ['enroll', [{}], 'The property csr of plugin.enroll is missing.'],
  ...[5, null, {}, [planted]].map((csr): [Call, readonly unknown[], string] => [
    'enroll',
    [{ ...request, csr }],
    'The property csr of plugin.enroll must be text, a Uint8Array, or a request that a host has read.',
  ]),
  [
    'enroll',
    [{ ...request, enrolmentType: 'New' }],
    'The property enrolmentType of plugin.enroll is unknown. Did you mean enrollmentType?',
  ],
  [
    'enroll',
    [{ ...request, enrollmentType: 'renew' }],
    'The property enrollmentType of plugin.enroll must be one of New, Renew, Reissue, RenewOrReissue. Did you mean Renew?',
  ],
  [
    'enroll',
    [{ ...request, san: { dns: planted } }],
    'The property san of plugin.enroll, under dns, must be a list of texts.',
  ],
  [
    'enroll',
    [{ ...request, productInfo: { productId: 1001, parameters: {} } }],
    'The property productInfo.productId of plugin.enroll must be text.',
  ],
  [
    'enroll',
    [{ ...request, productInfo: { productId: '1001', parameters: { Lifetime: 90 } } }],
    'The property productInfo.parameters of plugin.enroll, under Lifetime, must be text.',
  ],
  [
    'enroll',
    [{ ...request, notAfter: '2027-01-01' }],
    'The property notAfter of plugin.enroll must be a Date.',
  ],
  ['enroll', [request, { again: 'yes' }], 'The option again of plugin.enroll must be true or false.'],
  ...[null, '4', Symbol(planted)].map((reason): [Call, readonly unknown[], string] => [
    'revoke',
    [{ ...revocation, reason }],
    'The property reason of plugin.revoke must be a number.',
  ]),
  ...[null, Number.POSITIVE_INFINITY, 2_147_483_648].map((waitMs): [Call, readonly unknown[], string] => [
    'enroll',
    [request, { waitMs }],
    'The option waitMs of plugin.enroll must be a number of milliseconds from 0 to 2147483647.',
  ]),
  [
    'enroll',
    [request, { waitMs: '5' }],
    'The option waitMs of plugin.enroll must be a number of milliseconds from 0 to 2147483647.',
  ],
  ['enroll', [request, { identity: [5] }], 'The option identity of plugin.enroll must be a list of texts.'],
  ['getSingleRecord', [], 'Argument 1 of plugin.getSingleRecord must be text.'],
  ['getSingleRecord', [1000], 'Argument 1 of plugin.getSingleRecord must be text.'],
  [
    'revoke',
    [],
    'Argument 1 of plugin.revoke must be an object of properties. It needs caRequestId, serialNumber, reason.',
  ],
  [
    'revoke',
    [{ ...revocation, serialNumber: undefined }],
    'The property serialNumber of plugin.revoke is missing.',
  ],
  [
    'revoke',
    [{ ...revocation, serial: planted }],
    'The property serial of plugin.revoke is unknown. Did you mean serialNumber?',
  ],
  [
    'synchronize',
    [],
    'Argument 1 of plugin.synchronize must be an object of properties. It needs lastSync, fullSync.',
  ],
  ['synchronize', [{ fullSync: true }], 'The property lastSync of plugin.synchronize is missing.'],
  [
    'synchronize',
    [{ lastSync: '2026-01-01', fullSync: false }],
    'The property lastSync of plugin.synchronize must be a Date, or null.',
  ],
  [
    'synchronize',
    [{ lastSync: null, fullSync: 'true' }],
    'The property fullSync of plugin.synchronize must be true or false.',
  ],
  ['findUnknownParameters', [planted], 'Argument 1 of plugin.findUnknownParameters must be a list of texts.'],
  [
    'findMissingParameters',
    [{ Lifetime: 90 }],
    'Argument 1 of plugin.findMissingParameters, under Lifetime, must be text.',
  ],
  ['validateProductInfo', [{}], 'The property productId of plugin.validateProductInfo is missing.'],
  ['findRequestIds', [5], 'Argument 1 of plugin.findRequestIds must be text.'],
  [
    'validateCAConnectionInfo',
    [undefined],
    'Argument 1 of plugin.validateCAConnectionInfo must be an object of settings by name.',
  ],
  ['initialize', [planted], 'Argument 1 of plugin.initialize must be an object of settings by name.'],
  ['lookUpOrders', [{ onOpen: planted }], 'The option onOpen of plugin.lookUpOrders must be a function.'],
  ['getIssuers', [undefined], 'Argument 1 of plugin.getIssuers must be text.'],
])('%s(...%o) is refused before anything is sent', async (call, given, message) => {
  expect(await refusalOf(call, given)).toBe(message);
});

test.each<[string, () => unknown, string]>([
  [
    'checkTemplateSettings',
    () => checkTemplateSettings(undefined as never),
    'Argument 1 of checkTemplateSettings must be an object of texts by name.',
  ],
  [
    'checkTemplateSettings',
    () => checkTemplateSettings({ Lifetime: 90 } as never),
    'Argument 1 of checkTemplateSettings, under Lifetime, must be text.',
  ],
  [
    'identifyByHost',
    () => identifyByHost(undefined as never, ''),
    'Argument 1 of identifyByHost must be a list of texts.',
  ],
  ['identifyByHost', () => identifyByHost([], 5 as never), 'Argument 2 of identifyByHost must be text.'],
  [
    'hasProductCatalog',
    () => hasProductCatalog(undefined as never),
    'Argument 1 of hasProductCatalog must be a plugin.',
  ],
  ['isConfigurable', () => isConfigurable(5 as never), 'Argument 1 of isConfigurable must be a plugin.'],
])('%s throws for what is none of its arguments', (_, call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'CaPluginError', code: 'invalid-argument', message }));
});
