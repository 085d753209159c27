import { inspect } from 'node:util';
import { createKeyfactorClient } from '@certbridge/keyfactor-client';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { expect, onTestFinished, test } from 'vitest';
import { noRecords, replaceRecords } from '../../plain-text/test/no-records.ts';
import {
  ApiError,
  applyPlan,
  createSensitiveHash,
  describeCertificate,
  hideSensitive,
  importMissing,
  openStateStore,
  readPlanLines,
  readSettings,
  renderImportSummary,
  renderPlan,
  renderPlanDocument,
  renderProblem,
  renderRecordedCertificate,
  renderRun,
  renderRuns,
  renderSummary,
  revertRun,
  runMetadataSync,
  writePlanLines,
} from '../src/index.ts';
import { documentsWith } from './support/documents.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const plan = { header: { planId: '', mode: 'both' }, certificates: async function* () {} };
const run = { runId: crypto.randomUUID() };

/** Options that can be used, up to the call of the systems. */
async function validOptions() {
  const reading = readSettings(documentsWith({}));
  if (!reading.ok) throw new Error('the settings are not valid');
  const sectigo = createSectigoClient({
    baseUrl: 'https://scm.invalid',
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
    http: { retries: 0 },
  });
  const keyfactor = createKeyfactorClient({
    baseUrl: 'https://command.invalid',
    auth: { type: 'basic', username: 'a', password: 'b' },
    http: { retries: 0 },
  });
  const store = await openStateStore({ file: ':memory:' });
  onTestFinished(async () => {
    await Promise.all([sectigo.close(), keyfactor.close(), store.close()]);
  });
  return { settings: reading.settings, sectigo, keyfactor, runId: crypto.randomUUID(), store };
}
type Options = Awaited<ReturnType<typeof validOptions>>;

const runs: Readonly<
  Record<
    string,
    {
      call: (options: never) => Promise<unknown>;
      own: Readonly<Record<string, unknown>>;
      needed: readonly string[];
    }
  >
> = {
  runMetadataSync: { call: runMetadataSync, own: { mode: 'both' }, needed: ['mode'] },
  applyPlan: { call: applyPlan, own: { plan }, needed: ['plan'] },
  revertRun: { call: revertRun, own: { run }, needed: ['store', 'run'] },
  importMissing: { call: importMissing, own: { apply: true }, needed: ['apply'] },
};

/** The refusal of a call, after which neither system was called and nothing recorded. */
async function refusalOf(name: string, argument: (valid: Options) => unknown): Promise<string> {
  const valid = await validOptions();
  const { call, own } = runs[name] as (typeof runs)[string];
  const given = argument({ ...valid, ...own });
  const failure = await call(given as never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ code: 'invalid-argument' });
  expect(inspect(failure)).not.toContain(planted);
  expect([valid.sectigo.requestCount, valid.keyfactor.requestCount]).toEqual([0, 0]);
  expect(await valid.store.listRuns()).toEqual([]);
  return (failure as ApiError).message;
}

const commonCases: readonly [string, (valid: Options) => unknown, string][] = [
  ['undefined', () => undefined, 'The argument of NAME must be an object of options. It needs NEEDED.'],
  ['a text', () => planted, 'The argument of NAME must be an object of options.'],
  ['{}', () => ({}), 'The option settings of NAME is missing.'],
  [
    'an unknown option',
    (valid) => ({ ...valid, concurency: { planted } }),
    'The option concurency of NAME is unknown. Did you mean concurrency?',
  ],
  [
    'an unknown option inside another',
    (valid) => ({ ...valid, concurrency: { sectigo: 4, keyfactr: 4 } }),
    'The option concurrency.keyfactr of NAME is unknown. Did you mean keyfactor?',
  ],
  [
    'a concurrency of 0',
    (valid) => ({ ...valid, concurrency: { sectigo: 4, keyfactor: 0 } }),
    'The option concurrency.keyfactor of NAME must be a whole number from 1.',
  ],
  [
    'what readSettings returned',
    (valid) => ({ ...valid, settings: { ok: true, settings: valid.settings } }),
    'The option settings of NAME must be the settings that readSettings gives.',
  ],
  [
    'the options of a client',
    (valid) => ({ ...valid, sectigo: { baseUrl: planted } }),
    'The option sectigo of NAME must be a client of SCM; it has no customFields.list.',
  ],
  [
    'clients that were swapped',
    (valid) => ({ ...valid, keyfactor: valid.sectigo }),
    'The option keyfactor of NAME must be a client of Command; it has no status.check.',
  ],
  [
    'a store that was not awaited',
    (valid) => ({ ...valid, store: Promise.resolve(valid.store) }),
    'The option store of NAME must be a store, as await openStateStore(…) gives it; it has no beginRun.',
  ],
  [
    'a runId that is no UUID',
    (valid) => ({ ...valid, runId: planted }),
    'The option runId of NAME must be a UUID.',
  ],
  [
    'a hash in the place of a function',
    (valid) => ({ ...valid, hashSensitive: planted }),
    'The option hashSensitive of NAME must be a function.',
  ],
  [
    'a signal that is none',
    (valid) => ({ ...valid, signal: {} }),
    'The option signal of NAME must be an AbortSignal.',
  ],
];

test.each(Object.keys(runs).flatMap((name) => commonCases.map((each) => [name, ...each] as const)))(
  '%s refuses %s',
  async (name, _what, argument, message) => {
    const needed = ['settings', 'sectigo', 'keyfactor', 'runId', ...(runs[name]?.needed ?? [])].join(', ');
    const expected = message.replace('NAME', name).replace('NEEDED', needed);
    expect(await refusalOf(name, argument)).toBe(expected);
  },
);

type Settings = Options['settings'];

const field = { sectigoFieldName: 'a', keyfactorMetadataFieldName: 'a', keyfactorDataType: 1 };

const settingsCases: readonly [string, (settings: Settings) => unknown, string][] = [
  ['.issuerTrem', () => ({ issuerTrem: planted }), 'is unknown. There are sectigo, keyfactor, importAll'],
  ['.truncat', () => ({ truncat: true }), 'is unknown. Did you mean truncate?'],
  [
    '.issuerLookupTerm',
    () => ({ issuerLookupTerm: planted }),
    'is unknown. Did you mean settings.keyfactor.issuerLookupTerm?',
  ],
  ['.truncate', () => ({ truncate: planted }), 'must be true or false.'],
  ['.truncate', () => ({ truncate: undefined }), 'is missing.'],
  ['.enableDisabledFields', () => ({ enableDisabledFields: {} }), 'must be true or false.'],
  ['.conflicts', () => ({ conflicts: 5 }), 'must be text.'],
  [
    '.conflicts',
    () => ({ conflicts: 'sectgo' }),
    'must be "report", "sectigo" or "keyfactor". Did you mean sectigo?',
  ],
  ['.limits', () => ({ limits: undefined }), 'is missing.'],
  ['.limits', () => ({ limits: [] }), 'must be an object. It is an Array.'],
  [
    '.limits.overwritePercnt',
    () => ({ limits: { overwritePercnt: 20 } }),
    'is unknown. Did you mean overwritePercent?',
  ],
  [
    '.limits.overwritePercent',
    ({ limits }) => ({ limits: { ...limits, overwritePercent: '20' } }),
    'must be a number.',
  ],
  [
    '.limits.shrinkPercent',
    ({ limits }) => ({ limits: { ...limits, shrinkPercent: 101 } }),
    'must be from 0 to 100.',
  ],
  [
    '.limits.shrinkPercent',
    ({ limits }) => ({ limits: { ...limits, shrinkPercent: Number.NaN } }),
    'must be from 0 to 100.',
  ],
  ['.replacements', () => ({ replacements: {} }), 'must be a Map.'],
  [
    '.replacements',
    () => ({ replacements: new Map([[' ', 5]]) }),
    'must have a text or null for each character.',
  ],
  ['.sectigo', () => ({ sectigo: undefined }), 'is missing.'],
  ['.sectigo.baseUrl', () => ({ sectigo: {} }), 'is missing.'],
  [
    '.sectigo.baseUrl',
    ({ sectigo }) => ({ sectigo: { ...sectigo, baseUrl: planted } }),
    'must be an address that begins with https://.',
  ],
  [
    '.sectigo.pageSize',
    ({ sectigo }) => ({ sectigo: { ...sectigo, pageSize: 201 } }),
    'must be a whole number from 1 to 200.',
  ],
  [
    '.sectigo.sslTypeIds',
    ({ sectigo }) => ({ sectigo: { ...sectigo, sslTypeIds: ['1'] } }),
    'must be a list of numbers.',
  ],
  [
    '.sectigo.sslTypeIds[0]',
    ({ sectigo }) => ({ sectigo: { ...sectigo, sslTypeIds: new Array(1) } }),
    'must be a whole number from 1 to 2147483647.',
  ],
  [
    '.sectigo.sslTypeIds',
    ({ sectigo }) => ({ sectigo: { ...sectigo, sslTypeIds: [] } }),
    'must not be empty.',
  ],
  [
    '.sectigo.login.type',
    ({ sectigo }) => ({ sectigo: { ...sectigo, login: { type: 'passwort' } } }),
    'must be one of password, certificate, oauth. Did you mean password?',
  ],
  [
    '.sectigo.login.pasword',
    ({ sectigo }) => ({ sectigo: { ...sectigo, login: { ...sectigo.login, pasword: planted } } }),
    'is unknown. Did you mean password?',
  ],
  [
    '.keyfactor.login.accessToken',
    ({ keyfactor }) => ({ keyfactor: { ...keyfactor, login: { type: 'token' } } }),
    'is missing.',
  ],
  [
    '.keyfactor.dateFormat',
    ({ keyfactor }) => ({ keyfactor: { ...keyfactor, dateFormat: planted } }),
    'must be a .NET custom date format.',
  ],
  [
    '.keyfactor.addedSince',
    ({ keyfactor }) => ({ keyfactor: { ...keyfactor, addedSince: '2025-09-01' } }),
    'must be a day as yyyy-MM-ddT00:00:00Z.',
  ],
  ['.manualFields', () => ({ manualFields: {} }), 'must be a list.'],
  ['.manualFields[0]', () => ({ manualFields: new Array(1) }), 'is missing.'],
  [
    '.manualFields[0].keyfactorDataType',
    () => ({ manualFields: [{ ...field, keyfactorDataType: '1' }] }),
    'must be a number.',
  ],
  [
    '.customFields[1].keyfactorDataType',
    () => ({ customFields: [field, { ...field, keyfactorDataType: 8 }] }),
    'must be a whole number from 1 to 7.',
  ],
  [
    '.customFields[0].sensitve',
    () => ({ customFields: [{ ...field, sensitve: true }] }),
    'is unknown. Did you mean sensitive?',
  ],
  [
    '.customFieldPolicies[0].emptyPolicy',
    () => ({ customFieldPolicies: [{ sectigoFieldName: 'a', emptyPolicy: planted }] }),
    'must be "keep" or "clear".',
  ],
];

test.each(settingsCases)("settings%s that can't be used are refused: %o", async (path, change, problem) => {
  for (const name of Object.keys(runs)) {
    const message = await refusalOf(name, (valid) => ({
      ...valid,
      settings: { ...valid.settings, ...(change(valid.settings) as object) },
    }));
    expect(message).toContain(`The option settings${path} of ${name} ${problem}`);
  }
});

test.each(Object.keys(runs))('%s refuses objects without properties by name', async (name) => {
  const options = {
    settings: {},
    concurrency: { sectigo: 4, keyfactor: 4 },
    ...(name === 'revertRun' && { run: {} }),
  };
  for (const [object] of noRecords) {
    for (const [path, [given]] of replaceRecords([options], object)) {
      const { settings, ...others } = given as { settings: unknown };
      await refusalOf(name, (valid) =>
        path === '0' ? given : { ...valid, ...others, ...(path === '0.settings' && { settings }) },
      );
    }
  }
});

test.each<[string, (valid: Options) => unknown, string]>([
  [
    'runMetadataSync',
    (valid) => ({ ...valid, mode: undefined }),
    'The option mode of runMetadataSync is missing.',
  ],
  [
    'runMetadataSync',
    (valid) => ({ ...valid, mode: 'sctofk' }),
    'The option mode of runMetadataSync must be one of sctokf, kftosc, both. Did you mean sctokf?',
  ],
  [
    'runMetadataSync',
    (valid) => ({ ...valid, dryrun: true }),
    'The option dryrun of runMetadataSync is unknown. Did you mean dryRun?',
  ],
  [
    'runMetadataSync',
    (valid) => ({ ...valid, dryRun: 'yes' }),
    'The option dryRun of runMetadataSync must be true or false.',
  ],
  ['applyPlan', (valid) => ({ ...valid, plan: undefined }), 'The option plan of applyPlan is missing.'],
  [
    'applyPlan',
    (valid) => ({ ...valid, plan: { planId: planted } }),
    'The option plan of applyPlan must be a plan, as onPlan or await readPlanLines(…) gives it.',
  ],
  ['revertRun', ({ store, ...valid }) => valid, 'The option store of revertRun is missing.'],
  [
    'revertRun',
    (valid) => ({ ...valid, run: [run] }),
    'The option run of revertRun must be an object. It is an Array.',
  ],
  [
    'revertRun',
    (valid) => ({ ...valid, run: { id: planted } }),
    "The option run of revertRun must be a recorded run, as the store's findRuns gives it.",
  ],
  [
    'importMissing',
    (valid) => ({ ...valid, apply: undefined }),
    'The option apply of importMissing is missing.',
  ],
])('%s refuses what only it takes: %o', async (name, argument, message) => {
  expect(await refusalOf(name, argument)).toBe(message);
});

const config = { file: 'config.json', value: {} };

test.each<[string, () => unknown, string]>([
  [
    'readSettings',
    () => readSettings(undefined as never),
    'The argument of readSettings must be an object of documents. It needs config, fields.',
  ],
  ['readSettings', () => readSettings({} as never), 'The document config of readSettings is missing.'],
  [
    'readSettings',
    () => readSettings({ config, field: config } as never),
    'The document field of readSettings is unknown. Did you mean fields?',
  ],
  [
    'readSettings',
    () => readSettings({ config: { value: {} }, fields: config } as never),
    'The document config of readSettings must have the name of its file as file.',
  ],
  [
    'readSettings',
    () => readSettings({ config, fields: config, overrides: { sectigoLogn: planted } } as never),
    'The document overrides.sectigoLogn of readSettings is unknown. Did you mean sectigoLogin?',
  ],
  [
    'createSensitiveHash',
    () => createSensitiveHash(planted as never),
    'The argument of createSensitiveHash must be the bytes of a key: a Uint8Array.',
  ],
  [
    'renderSummary',
    () => renderSummary(undefined as never),
    'The argument of renderSummary must be the summary of a result.',
  ],
  [
    'renderSummary',
    () => renderSummary({ summary: {} } as never),
    'The argument of renderSummary must be the summary of a result.',
  ],
  [
    'renderImportSummary',
    () => renderImportSummary({} as never),
    'The argument of renderImportSummary must be the summary of a result.',
  ],
  [
    'renderPlan',
    () => renderPlan(undefined as never),
    'The argument of renderPlan must be a plan, as onPlan or await readPlanLines(…) gives it.',
  ],
  [
    'renderPlanDocument',
    () => renderPlanDocument({} as never),
    'The argument of renderPlanDocument must be a plan, as onPlan or await readPlanLines(…) gives it.',
  ],
  [
    'writePlanLines',
    () => writePlanLines({} as never, undefined as never),
    'Argument 1 of writePlanLines must be a plan, as onPlan or await readPlanLines(…) gives it.',
  ],
  [
    'writePlanLines',
    () => writePlanLines(plan as never, {} as never),
    'The option hashSensitive of writePlanLines is missing.',
  ],
])('%s throws at once: %o', (_name, call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'ApiError', code: 'invalid-argument', message }));
});

test.each(noRecords)(
  'an object without properties by name is no settings and no options (%#)',
  async (object, offer) => {
    const refusal = expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringContaining(offer),
    });
    const documents = { config, fields: config, bannedCharacters: config, overrides: {} };
    for (const [path, [given]] of replaceRecords([documents], object)) {
      // What a document holds is reported with all other problems.
      if (path.endsWith('.value')) continue;
      expect(() => readSettings(given as never)).toThrow(refusal);
    }
    expect(() => writePlanLines(plan as never, object as never)).toThrow(refusal);
    await expect(openStateStore(object as never)).rejects.toThrow(refusal);
    const { store } = await validOptions();
    await expect(store.listRuns(object as never)).rejects.toThrow(refusal);
    expect(() => store.certificatesOf('a', object as never)).toThrow(refusal);
  },
);

test.each(noRecords)('a document that is an object without properties by name is a problem (%#)', (value) => {
  const { config, fields } = documentsWith({});
  expect(readSettings({ config: { ...config, value }, fields })).toMatchObject({ ok: false });
  expect(readSettings({ config, fields: { ...fields, value } })).toMatchObject({ ok: false });
  const bannedCharacters = { file: 'bannedCharacters.json', value };
  if (!Array.isArray(value))
    expect(readSettings({ config, fields, bannedCharacters })).toMatchObject({ ok: false });
});

test('the store refuses what it does not know', async () => {
  const { store } = await validOptions();
  const refusal = (message: string) => expect.objectContaining({ code: 'invalid-argument', message });
  await expect(store.listRuns({ limt: 5 } as never)).rejects.toThrow(
    refusal('The option limt of listRuns is unknown. Did you mean limit?'),
  );
  await expect(store.listRuns({ limit: -5 })).rejects.toThrow(
    refusal('The option limit of listRuns must be a whole number from 0.'),
  );
  await expect(store.findRuns(undefined as never)).rejects.toThrow(
    refusal('Argument 1 of findRuns must be text.'),
  );
  expect(() => store.certificatesOf(undefined as never)).toThrow(
    refusal('Argument 1 of certificatesOf must be text.'),
  );
  expect(() => store.certificatesOf('a', { serial: planted } as never)).toThrow(
    refusal('The option serial of certificatesOf is unknown. Did you mean serialNumber?'),
  );
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'openStateStore',
    () => openStateStore(planted as never),
    'The argument of openStateStore must be an object of options.',
  ],
  [
    'openStateStore',
    () => openStateStore({ path: planted } as never),
    'The option path of openStateStore is unknown. The only option is file.',
  ],
  ['openStateStore', () => openStateStore({ file: '' }), 'The option file of openStateStore is empty.'],
  [
    'readPlanLines',
    () => readPlanLines(planted as never),
    'The argument of readPlanLines must be a function that opens the file.',
  ],
  [
    'readPlanLines',
    () => readPlanLines((() => planted) as never),
    'The function given to readPlanLines must return a stream of bytes.',
  ],
])('%s rejects: %o', async (_name, call, message) => {
  await expect(call()).rejects.toThrow(
    expect.objectContaining({ name: 'ApiError', code: 'invalid-argument', message }),
  );
});

const time = (timestamp: string) => timestamp;
const aRun = { runId: 'a', startedAt: 'b', command: 'sctokf', status: 'killed', values: {}, end: null };

test.each<[string, () => unknown, string]>([
  ['renderRuns', () => renderRuns({} as never, time), 'Argument 1 of renderRuns must be a list of runs.'],
  [
    'renderRuns',
    () => renderRuns([{ runId: planted }] as never, time),
    'Each of argument 1 of renderRuns must be a run, as store.listRuns(…) gives it, with its status.',
  ],
  [
    'renderRuns',
    () => renderRuns([], undefined as never),
    'Argument 2 of renderRuns must be a function that shows a time.',
  ],
  ...[undefined, planted, {}, { ...aRun, values: null }, { ...aRun, end: undefined }].map(
    (run): [string, () => unknown, string] => [
      'renderRun',
      () => renderRun(run as never, time),
      'Argument 1 of renderRun must be a run, as store.listRuns(…) gives it, with its status.',
    ],
  ),
  ...[undefined, {}, { serialNumber: '0A' }].map((certificate): [string, () => unknown, string] => [
    'renderRecordedCertificate',
    () => renderRecordedCertificate(certificate as never),
    'The argument of renderRecordedCertificate must be a certificate, as store.certificatesOf(…) gives it.',
  ]),
  [
    'hideSensitive',
    () => hideSensitive(undefined as never),
    'The argument of hideSensitive must be a change of a certificate.',
  ],
  [
    'describeCertificate',
    () => describeCertificate(planted as never),
    'The argument of describeCertificate must be a certificate of a result.',
  ],
  [
    'renderProblem',
    () => renderProblem({ message: planted } as never),
    'The argument of renderProblem must be a problem, as readSettings(…) gives it.',
  ],
])('%s throws for what is none of its arguments', (_, call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'ApiError', code: 'invalid-argument', message }));
});
