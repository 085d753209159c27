import { readSettings, type SyncSettings } from '@certbridge/metadata-sync';
import { ConfigurationError, type ConfigurationProblem } from '../configuration-error.ts';
import { findFile } from '../files/find-file.ts';
import { type JsonDocument, readJsonFile, readJsonFileIfPresent } from '../files/json-file.ts';
import { locateProblem } from '../files/locate-problem.ts';
import { type Environment, type EnvironmentReading, readEnvironment } from './environment.ts';
import { readProfileLogin } from './profile-login.ts';

/** The configuration of a sync as files and environment give it; secrets are still references. */
export interface LoadedSettings {
  readonly settings: SyncSettings;
  readonly environment: EnvironmentReading;
  /** How problems name the main file. */
  readonly configFile: string;
  readonly bannedCharactersFile: string;
  /** What the operator should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads a configuration directory: `config.json`, `fields.json` and `bannedcharacters.json`, names in any letter case. A login
 * to Command that is set nowhere comes from the profile of Keyfactor's own tools.
 *
 * Throws {@link ConfigurationError} with every problem of every file and of the environment, after the `earlier` ones.
 */
export async function loadSettings(
  configDirectory: string,
  { env, earlier = [] }: { env: Environment; earlier?: readonly ConfigurationProblem[] },
): Promise<LoadedSettings> {
  const [configFile, fieldsFile, bannedCharactersFile] = await Promise.all([
    findFile(configDirectory, 'config.json'),
    findFile(configDirectory, 'fields.json'),
    findFile(configDirectory, 'bannedcharacters.json'),
  ]);
  const problems: ConfigurationProblem[] = [...earlier];
  const collect = <T>(reading: Promise<T>) =>
    reading.catch((error: unknown) => keepProblems(error, problems));
  const config = await collect(readJsonFile(configFile));
  const fields = await collect(readJsonFile(fieldsFile));
  const banned = await collect(readJsonFileIfPresent(bannedCharactersFile));
  const environment = readEnvironment(env, config?.value);
  const profile = await readProfileLogin(env, { config: config?.value, environment });
  problems.push(...environment.problems, ...profile.problems);
  const unreadable = new Set(problems.map(({ file }) => file));
  const reading = readSettings({
    // The stand-in for an unreadable document has problems of its own, which are of no interest.
    config: config ?? { file: configFile, value: {} },
    fields: fields ?? { file: fieldsFile, value: {} },
    bannedCharacters: banned,
    overrides: { ...profile.overrides, ...environment.overrides },
  });
  const documents = [config, fields, banned].filter((document) => document !== undefined);
  if (!reading.ok) {
    const inFiles = reading.problems.filter(({ file }) => !unreadable.has(file));
    problems.push(...inFiles.map((problem) => placeProblem(problem, { environment, documents })));
  }
  if (problems.length > 0 || !reading.ok) throw new ConfigurationError(problems);
  const { settings } = reading;
  const notes = [...reading.notes, ...profile.notes];
  return { settings, environment, configFile, bannedCharactersFile, notes };
}

/** Keeps what is wrong with one document, so that the others are looked at too. */
function keepProblems(error: unknown, problems: ConfigurationProblem[]): undefined {
  if (!(error instanceof ConfigurationError)) throw error;
  problems.push(...error.problems);
}

/** A value from the environment is wrong in the environment, whatever the file says; else line and column help. */
function placeProblem(
  problem: ConfigurationProblem,
  { environment, documents }: { environment: EnvironmentReading; documents: readonly JsonDocument[] },
): ConfigurationProblem {
  const variables = environment.used.filter(({ setting }) => problem.path === `config.${setting}`);
  if (variables.length === 0) return locateProblem(problem, documents);
  return { ...problem, file: 'environment', path: variables.map(({ variable }) => variable).join(', ') };
}
