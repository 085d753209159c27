import { readSettings, type SyncSettings } from '@certbridge/metadata-sync';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { findFile } from '../files/find-file.ts';
import { type JsonDocument, readJsonFile, readJsonFileIfPresent } from '../files/json-file.ts';
import { locateProblem } from '../files/locate-problem.ts';
import { type Environment, type EnvironmentResult, environmentOnly, readEnvironment } from './environment.ts';
import { type ProfileResult, readProfileLogin } from './profile-login.ts';
import { nameVariables } from './variables-of.ts';

/** The configuration of a sync as files and environment give it; secrets are still references. */
export interface LoadedSettings {
  readonly settings: SyncSettings;
  readonly environment: EnvironmentResult;
  /** How problems name the main file. */
  readonly configFile: string;
  readonly bannedCharactersFile: string;
  /** Names the place that the value of a problem came from: a variable, a profile, or a line of a file. */
  readonly place: (problem: ConfigurationFault) => ConfigurationFault;
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
  { env, earlier = [] }: { env: Environment; earlier?: readonly ConfigurationFault[] },
): Promise<LoadedSettings> {
  const [configFile, fieldsFile, bannedCharactersFile] = await Promise.all([
    findFile(configDirectory, 'config.json'),
    findFile(configDirectory, 'fields.json'),
    findFile(configDirectory, 'bannedcharacters.json'),
  ]);
  const problems: ConfigurationFault[] = [...earlier];
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
  const place = (problem: ConfigurationFault) => placeProblem(problem, { environment, profile, documents });
  if (!reading.ok) {
    const inFiles = reading.problems.filter(({ file }) => !unreadable.has(file));
    problems.push(...inFiles.map(place));
  }
  if (problems.length > 0 || !reading.ok) throw new ConfigurationError(problems);
  const { settings } = reading;
  const notes = [...reading.notes, ...profile.notes];
  return { settings, environment, configFile, bannedCharactersFile, place, notes };
}

/** Keeps what is wrong with one document, so that the others are looked at too. */
function keepProblems(error: unknown, problems: ConfigurationFault[]): undefined {
  if (!(error instanceof ConfigurationError)) throw error;
  problems.push(...error.problems);
}

/** A value from the environment or a profile is wrong there, whatever the file says; else line and column help. */
function placeProblem(
  problem: ConfigurationFault,
  {
    environment,
    profile,
    documents,
  }: {
    readonly environment: EnvironmentResult;
    readonly profile: ProfileResult;
    readonly documents: readonly JsonDocument[];
  },
): ConfigurationFault {
  const named = nameVariables(problem, environment.used);
  if (named !== problem) return named;
  const [, setting, key] = /^config\.(\w+)(?:\.(\w+))?$/.exec(problem.path ?? '') ?? [];
  if (setting !== undefined && setting in profile.overrides && !(setting in environment.overrides))
    return { ...problem, file: "profile of Keyfactor's own tools", path: key ?? setting };
  const missing = nameVariables(problem, environmentOnly);
  return missing === problem ? locateProblem(problem, documents) : missing;
}
