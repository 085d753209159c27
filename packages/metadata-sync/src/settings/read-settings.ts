import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import { configRules } from './config-rules.ts';
import type { ConfigurationProblem, SourceDocument } from './document.ts';
import { readBannedCharacters } from './read-banned-characters.ts';
import { type ConfigOverrides, readConfig } from './read-config.ts';
import { readFields } from './read-fields.ts';
import type { SyncSettings } from './sync-settings.ts';

/** The configuration files of a sync, already parsed. */
export interface SettingsDocuments {
  readonly config: SourceDocument;
  readonly fields: SourceDocument;
  readonly bannedCharacters?: SourceDocument | undefined;
  /** Values from flags or the environment, by the key names of `config.json`; they override the file's. */
  readonly overrides?: ConfigOverrides | undefined;
}

const settingsDocuments = required('document', {
  config: 'object',
  fields: 'object',
  bannedCharacters: 'object?',
  overrides: Object.fromEntries(Object.keys(configRules).map((key) => [key, 'any?' as const])),
} satisfies Shape<SettingsDocuments>);

/** The outcome of reading the configuration. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: SyncSettings; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/**
 * Checks and normalises the whole configuration, and reports every problem of every file at once.
 *
 * Throws an `ApiError` 'invalid-argument' for an argument that isn't an object of documents, and never for their content.
 */
export function readSettings(documents: SettingsDocuments): SettingsResult {
  checkDocuments(documents);
  const config = readConfig(documents.config, documents.overrides);
  const fields = readFields(documents.fields, { importAll: config.importAll });
  const banned = documents.bannedCharacters && readBannedCharacters(documents.bannedCharacters);
  const problems = [...config.problems, ...fields.problems, ...(banned?.problems ?? [])];
  if (config.value && fields.value && !hasFields(config.value, fields.value)) {
    problems.push({
      file: documents.fields.file,
      path: '',
      message: 'there is nothing to sync: no fields are listed and importAllCustomFields is "false"',
      remedy: 'List fields in ManualFields or CustomFields, or set importAllCustomFields to "true".',
    });
  }
  if (problems.length > 0 || !config.value || !fields.value) return { ok: false, problems };
  const replacements = banned?.value ?? new Map<string, string | null>();
  const settings = { ...config.value, ...fields.value, replacements };
  return { ok: true, settings, notes: [...config.notes, ...fields.notes] };
}

function checkDocuments(documents: SettingsDocuments): void {
  const of = 'readSettings';
  checkArgument(documents, settingsDocuments, { of, name: `The argument of ${of}` });
  // A document may be more to its owner than a file and its content.
  for (const name of ['config', 'fields', 'bannedCharacters'] as const) {
    const document = documents[name];
    if (document === undefined || typeof document.file === 'string') continue;
    throw invalidArgument(`The document ${name} of ${of} must have the name of its file as file.`);
  }
}

function hasFields(
  config: Pick<SyncSettings, 'importAllCustomFields'>,
  fields: Pick<SyncSettings, 'manualFields' | 'customFields'>,
): boolean {
  return config.importAllCustomFields || fields.manualFields.length + fields.customFields.length > 0;
}
