import { createReader, type HostedPlugin, openCaStore } from '@certbridge/ca-host';
import {
  CaPluginError,
  type ConnectionInfo,
  createSectigoPlugin,
  type ParameterWording,
} from '@certbridge/ca-plugin';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError, type ConfigurationFault, problemDocument } from '../../configuration-error.ts';
import type { OptionsOf } from '../../frame/action.ts';
import type { ProgramResult } from '../../frame/result-printer.ts';
import { type ActionRun, type ProgramContext, withLogOptions } from '../../frame/run-action.ts';
import { type LoginTarget, warnOfExposedSecrets } from '../../settings/exposed-secrets.ts';
import { logVariables } from '../../settings/variables-of.ts';
import { concurrencyOption } from '../../shared-options.ts';
import { type LoadedConnection, loadConnection } from '../connection/load-connection.ts';
import { ofPlugin, toProgramError } from './ca-error.ts';
import { databaseAction, findPlace, openDatabase, type Place } from './place.ts';
import { toSettingProblems } from './setting-problems.ts';

/** Makes an action that works with a connection to SCM, with the options that all of those take. */
export function connectedAction(name: string, summary: string) {
  return withLogOptions(databaseAction(name, summary)).addOption(
    concurrencyOption('calls under way at one time'),
  );
}

/** What every action takes that works with a connection to SCM. */
export type ConnectedOptions = OptionsOf<typeof connectedAction>;

/** What the work of an action is given. */
export interface ConnectedHost extends HostedPlugin {
  readonly connection: ConnectionInfo;
  /** Names the place that a setting of the connection came from. */
  readonly placeSetting: LoadedConnection['place'];
  readonly place: Place;
  readonly io: CliIo;
}

/** The result of an action. */
export interface CaResult extends Required<Pick<ProgramResult, 'exitCode' | 'lines'>> {
  /** What `--json` prints, in addition to exit code and problems. */
  readonly document: object;
  /** What the operator has to mend, and is among the lines. */
  readonly findings?: readonly string[];
  /** What went wrong on the way. */
  readonly problems?: readonly ConfigurationFault[];
}

/** The work of an action. */
export interface ConnectedWork {
  /** Name of the action, for the log. */
  readonly name: string;
  /** The connection is only to be looked at: it is not used otherwise, and nothing is kept. */
  readonly isTrial?: boolean;
  readonly work: (host: ConnectedHost) => Promise<CaResult>;
}

/** How long an order that is on its way is waited for after an interruption: all of it has to end within two seconds. */
const ORDER_GRACE_MS = 1000;

/** An action that reads the connection to SCM and opens the database for its work. */
export async function connectedRun(
  { cwd }: Pick<CliIo, 'cwd'>,
  options: ConnectedOptions,
  work: ConnectedWork,
): Promise<ActionRun> {
  const place = await findPlace(options, { cwd });
  const { configDirectory, connectionFile: subject } = place;
  const { json, logLevel: level, concurrency } = options;
  return {
    json,
    log: { kind: 'files', name: `ca ${work.name}`, configDirectory, configFiles: 'ca.json', subject, level },
    work: async (context) => toProgramResult(await execute(context, { place, concurrency }, work)),
    explain: toProgramError,
    describeFailure: ({ exitCode, problems }) => ({ exitCode, problems: problems.map(problemDocument) }),
  };
}

function toProgramResult({
  exitCode,
  document,
  lines,
  findings = [],
  problems = [],
}: CaResult): ProgramResult {
  const [line] = lines;
  return {
    exitCode,
    document: { exitCode, ...document, problems: problems.map(problemDocument) },
    lines,
    problems,
    log: (log) => {
      if (line !== undefined) log.info('{line}', { line });
      for (const finding of findings) log.warn('{finding}', { finding });
    },
  };
}

async function execute(
  { io, redactor, problems }: ProgramContext,
  { place, concurrency }: { readonly place: Place; readonly concurrency: number },
  { isTrial = false, work }: ConnectedWork,
): Promise<CaResult> {
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { connectionFile, databaseFile } = place;
  const loaded = await loadConnection(connectionFile, { env: io.env, redactor });
  const { secretFiles, variables } = loaded;
  logVariables(variables);
  const files = [...secretFiles, ...(isTrial ? [] : [databaseFile])];
  await warnOfExposedSecrets(loginTargets(loaded), { files, variables });
  const store = await (isTrial ? openCaStore(':memory:') : openDatabase(place));
  const plugin = createSectigoPlugin({
    reader: createReader(store),
    orders: store.orders,
    orderGraceMs: ORDER_GRACE_MS,
    wording: optionWording,
    http: { concurrency, ca: loaded.authorities, onSecret: redactor.addSecret },
  });
  try {
    const { info: connection, place: placeSetting } = loaded;
    const host = { plugin, connection, placeSetting, store, place, io };
    if (!isTrial) await initialize(host);
    return await work(host);
  } finally {
    await plugin.close();
    await store.close();
  }
}

/** Where the connection sends its login, whatever the letter case of its settings. */
function loginTargets({ info }: LoadedConnection): LoginTarget[] {
  return Object.entries(info).flatMap(([key, value]) => {
    const setting = key.trim();
    if (typeof value !== 'string') return [];
    if (/^apiendpoint$/i.test(setting)) return [{ system: 'Sectigo SCM', url: value, setting }];
    return /^tokenurl$/i.test(setting) ? [{ system: "SCM's token endpoint", url: value, setting }] : [];
  });
}

/** Initializes the connection; what is wrong with it is in its file, or in the environment. */
async function initialize(host: ConnectedHost): Promise<void> {
  try {
    await host.plugin.initialize(host.connection);
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    if (error.problems.length > 0) throw new ConfigurationError(toSettingProblems(error.problems, host));
    const file = host.place.connectionFile;
    throw new ConfigurationError(ofPlugin(error).problems.map((problem) => ({ ...problem, file })));
  }
}

/** On the command line, parameters of a product are given by `--set`. */
const optionWording: ParameterWording = {
  source: (name) => renderOption(name),
  places: (names) => names.map((name) => renderOption(name)).join(' or '),
  set: (name, value) => `give ${renderOption(name, value)}`,
  fillIn: (names) => `give ${names.map((name) => renderOption(name)).join(' ')}`,
  field: (name) => renderOption(name),
};

function renderOption(name: string, value = '…'): string {
  const assignment = `${name}=${value}`;
  return /\s/.test(assignment) ? `--set "${assignment}"` : `--set ${assignment}`;
}
